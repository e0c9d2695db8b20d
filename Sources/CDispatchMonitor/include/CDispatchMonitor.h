// Nothing to call: the linker puts this target's function in front of one of libdispatch's. See monitor.c.
