"""One's address first: it leads to a password, or to the sign-in of the company whose domain it is on."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from comptoir.identity.gate import Missing
from comptoir.identity.linking import provider_for
from comptoir.identity.queries import company_named, may_use_password
from comptoir.portal.signing_in.asked import ask_company
from comptoir.web.context import customer_name
from comptoir.web.gate import before_rules
from comptoir.web.gate import next_step as step_for
from comptoir.web.views import public_view, signed_in_view


class _SignIn(LoginView):  # type: ignore[misc]
    """django-allauth's page in two steps. Whatever the address, the same steps and the same words: a domain says
    where a company signs in, never whether somebody exists."""

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if "password" in request.POST:
            response: HttpResponse = super().post(request, *args, **kwargs)
            return response
        email = request.POST.get("login", "").strip()
        try:
            validate_email(email)
        except ValidationError:
            wrong = _("Give your e-mail address, such as name@company.com.")
            return self._page(email=email, wrong=wrong)
        provider = provider_for(email)
        if provider is not None and not ("own" in request.POST and may_use_password(provider)):
            ask_company(request, provider, get_next_redirect_url(request) or "/", email)
            return redirect("company")
        return self._page(email=email, asks_password=True)

    def form_invalid(self, form: Any) -> HttpResponse:
        """A password that is not right is asked for again, of the same address."""
        email = form.data.get("login", "").strip()
        if form.has_error("login") or not email:
            return self._page(email=email, wrong=_("Give your e-mail address, such as name@company.com."))
        return self.render_to_response(  # type: ignore[no-any-return]
            self.get_context_data(form=form, email=email, asks_password=True)
        )

    def _page(self, **said: Any) -> HttpResponse:
        form = LoginForm(initial={"login": said.get("email", "")}, request=self.request)
        return self.render_to_response(self.get_context_data(form=form) | said)  # type: ignore[no-any-return]


_page = _SignIn.as_view()


@public_view("nobody is signed in yet", methods=("GET", "POST"))
def sign_in(request: Any) -> HttpResponseBase:
    """Signing in."""
    response: HttpResponseBase = _page(request)
    return response


@before_rules
@signed_in_view()
def next_step(request: Any) -> HttpResponse:
    """Says what the customer asks for before it lets somebody in, and leads there."""
    if request.missing is None and request.proof.provider:
        return redirect("/")
    customer = request.customer.id if request.customer else None
    context = {
        "missing": str(request.missing or ""),
        "is_staff": request.customer is None,
        "others": [
            (one.id, customer_name(request.before_rules, one)) for one in request.customers if one.id != customer
        ],
        "step_url": reverse(step_for(request.missing)) if request.missing else "",
        "company": company_named(customer) if request.missing == Missing.COMPANY else None,
    }
    return render(request, "portal/signing_in/next.html", context)
