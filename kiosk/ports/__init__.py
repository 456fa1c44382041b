"""What the journeys need of the world outside: satisfied by shape, wired in `kiosk.assembly`."""
