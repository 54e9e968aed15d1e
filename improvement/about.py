"""Pages about Balcony itself, open to everyone."""

from django.shortcuts import render


def help_page(request):
    return render(request, "about/help.html")


def accessibility(request):
    return render(request, "about/accessibility.html")


def privacy(request):
    return render(request, "about/privacy.html")
