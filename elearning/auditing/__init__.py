"""The audit log: who looked at or changed what about whom, for the person concerned to read (DOMAIN 7.2, TRUST T17)."""
