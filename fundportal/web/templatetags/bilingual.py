"""Texts that are kept in both languages, in templates."""

from django import template

from fundportal.web.bilingual import pick

register = template.Library()
register.filter("pick", pick)
