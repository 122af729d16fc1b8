"""Addresses of signing in: django-allauth's own, and before them those that this house answers itself.

Of django-allauth's pages for accounts elsewhere none is used: nobody links one by themselves.
"""

from allauth.account import urls as account
from allauth.mfa import urls as second_factor
from django.urls import URLPattern, URLResolver, include, path

from comptoir.portal.signing_in import company, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", views.sign_in, name="account_login"),
    path("next/", views.next_step, name="sign_in_next"),
    path("company/", company.lead, name="company"),
    path("company/again/", company.again, name="company_again"),
    path("company/refused/", company.refused, name="company_refused"),
    path("company/link/<str:code>/", company.take_up, name="company_link"),
    path("company/<slug:slug>/", company.enter, name="company_enter"),
    path("company/<slug:slug>/go/", company.go, name="company_go"),
    path("oidc/<slug:provider_id>/login/callback/", company.come_back, name="openid_connect_callback"),
    path("saml/<slug:organization_slug>/acs/", company.receive, name="saml_acs"),
    path("saml/<slug:organization_slug>/acs/finish/", company.come_back_by_saml, name="saml_finish_acs"),
    path("saml/<slug:organization_slug>/metadata/", company.describe, name="saml_metadata"),
    path("saml/<slug:organization_slug>/sls/", company.no_sign_out, name="saml_sls"),
    path("", include(account)),
    path("2fa/", include(second_factor)),
]
