/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PID namespaces that no engine made: bubblewrap, Flatpak, snaps, Chromium, firejail.
 */
#ifndef NSPID_RUNTIME_SANDBOX_H
#define NSPID_RUNTIME_SANDBOX_H

#include "collect/runtime/engine.h"

/* Who made a namespace, as far as it can be seen. Empty where it is not known. */
struct sandbox_makers {
	struct span unit;           /* systemd unit of the namespace's init */
	struct span init_name;      /* comm of the init, */
	struct span init_command;   /* and its command line */
	struct span parent_name;    /* comm of its parent outside, */
	struct span parent_command; /* and its command line */
};

/*
 * The name of the program or application whose sandbox this is. false: it is none: whoever makes a
 * plain namespace, with unshare(1) or the like, makes no container.
 */
bool sandbox_name(const struct sandbox_makers *makers, char *buffer, size_t size);

/* Whether the command lines are needed for that. */
bool sandbox_needs_commands(const struct sandbox_makers *makers);

#endif
