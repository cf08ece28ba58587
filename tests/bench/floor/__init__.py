"""A bare Wagtail site: what the same stack costs without a product on it, as `wagtail start` makes one."""
