"""Addresses under /es/cuenta/ and /en/cuenta/: our pages first, then allauth's."""

from django.urls import include, path

from fundportal.accounts import entrance, views

urlpatterns = [
    path("", views.account, name="account"),
    path("signup/", entrance.sign_up, name="account_signup"),
    path("login/code/confirm/", entrance.confirm_code, name="account_confirm_login_code"),
    path("segundo-factor/", views.second_factor, name="second_factor"),
    path("salir-de-otros/", views.sign_out_elsewhere, name="sign_out_elsewhere"),
    path("borrar/", views.erase_account, name="erase_account"),
    path("invitacion/<str:token>/", views.staff_invitation, name="staff_invitation"),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
]
