"""Staff accounts: invitations, second factors, signing in, sessions, membership."""
