"""What every test shares."""

from hypothesis import settings

# Whether it is right must not hang on how busy the machine is; speed has benchmarks of its own.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")
