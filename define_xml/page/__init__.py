"""A define.xml as a page people can read."""

from define_xml.page.assembled import page as page
