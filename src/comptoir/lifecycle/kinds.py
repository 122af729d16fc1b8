"""The kinds of documents that a contract consists of; read by its words too, which need no database."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentKind(models.TextChoices):
    """The documents of the portal contract, and those of services; their order of precedence is in the terms."""

    REGISTRATION_FORM = "registration_form", _("Registration form")
    SPECIFIC_CONDITIONS = "specific_conditions", _("Specific conditions")
    GENERAL_CONDITIONS = "general_conditions", _("General conditions")
    ORDER_FORM = "order_form", _("Order form")
    SERVICE_DESCRIPTION = "service_description", _("Service description")
    ACCEPTABLE_USE_POLICY = "acceptable_use_policy", _("Acceptable use policy")
    OFFER = "offer", _("Offer")
    PRICE_LIST = "price_list", _("Price list")
    CONTRACT_SUMMARY = "contract_summary", _("Contract summary")
    AFFILIATES_LIST = "affiliates_list", _("List of affiliates")
