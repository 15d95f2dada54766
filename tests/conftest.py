"""What every test shares: how hypothesis searches, and nothing of the product."""

from hypothesis import HealthCheck, settings

# No deadline: a slow machine is not a failing test. The blob reproduces a failure from its report.
settings.register_profile(
    "default",
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("default")
