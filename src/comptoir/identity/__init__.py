"""How people prove who they are: second factor, passkeys, single sign-on, domains, sessions, history."""
