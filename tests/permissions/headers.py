"""What every answer has to tell the browser."""

FIXED = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
LAX = ("unsafe-inline", "unsafe-eval", "unsafe-hashes", "strict-dynamic", "*", "http:", "https:")


def flaws(response, *, signed_in):
    """What is wrong with the headers of an answer; empty when nothing is."""
    found = [name for name, value in FIXED.items() if response.get(name) != value]
    policies = [value for name, value in response.items() if name.lower() == "content-security-policy"]
    policy = dict(part.strip().partition(" ")[::2] for part in (policies[0] if len(policies) == 1 else "").split(";"))
    if len(policies) != 1 or "Content-Security-Policy-Report-Only" in response:
        found.append(f"{len(policies)} policies")
    if policy.get("default-src") != "'none'" or policy.get("frame-ancestors") != "'none'" or policy.get("base-uri") != "'none'":
        found.append("policy is open")
    found += [f"policy: {source}" for value in policy.values() for source in value.split() if source.strip("'") in LAX]
    granted = response.get("Permissions-Policy", "")
    if "geolocation=()" not in granted or "publickey-credentials-get=(self)" not in granted:
        found.append("Permissions-Policy")
    if ("camera=(self)" in granted) != response.request["PATH_INFO"].startswith(("/es/solicitudes/", "/en/solicitudes/")):
        found.append("camera")
    if signed_in and response.status_code == 200 and not is_private(response):
        found.append(f"Cache-Control: {response.get('Cache-Control')}")
    return found


def is_private(response):
    """No shared cache may keep it."""
    said = {part.strip() for part in response.get("Cache-Control", "").split(",")}
    return bool(said & {"private", "no-store"})
