"""Addresses under /es/cuenta/ and /en/cuenta/: our pages first, then allauth's."""

from allauth.account import views as allauth_views
from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.urls import include, path

from fundportal.accounts import again, entrance, views
from fundportal.accounts.devices import device, leaves_nothing

guarded = reauthentication_required(app="allauth.account")

urlpatterns = [
    path("", views.account, name="account"),
    path("signup/", entrance.sign_up, name="account_signup"),
    path("login/code/confirm/", entrance.confirm_code, name="account_confirm_login_code"),
    path("segundo-factor/", views.second_factor, name="second_factor"),
    path("salir-de-otros/", views.sign_out_elsewhere, name="sign_out_elsewhere"),
    path("borrar/", leaves_nothing(views.erase_account, always=True), name="erase_account"),
    path("logout/", leaves_nothing(allauth_views.logout), name="account_logout"),
    path("telefono/", device, name="device"),
    path("invitacion/<str:token>/", views.staff_invitation, name="staff_invitation"),
    path("reauthenticate/codigo/", again.confirm_again, name="account_confirm_again"),
    path("email/", login_required(guarded(allauth_views.email)), name="account_email"),
    path("password/set/", login_required(guarded(allauth_views.password_set)), name="account_set_password"),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
]
