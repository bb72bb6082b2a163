/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the two builders of nest share: the one in the namespaces and the porter outside of them.
 *
 * All functions but site_complain() end the process when something fails, after nest was told.
 */
#ifndef NEST_BUILD_H
#define NEST_BUILD_H

#include "nest.h"

void site_report(const struct nest_site *site, const struct nest_report *report);

/* Reports this process as of that kind. */
void site_tell(const struct nest_site *site, enum nest_kind kind);

/* Reports errno and what was tried; site_fail() exits, too. */
void site_complain(const struct nest_site *site, const char *what);
_Noreturn void site_fail(const struct nest_site *site, const char *what);

/* Blocks until the nest is taken down. */
void site_wait_end(const struct nest_site *site);

/* Reports, waits for the end and exits. */
_Noreturn void site_stand(const struct nest_site *site, enum nest_kind kind);

/* The same for a process in the view namespace, which reaps its children before it exits. */
_Noreturn void site_stand_and_reap(const struct nest_site *site, enum nest_kind kind);
void site_reap_all(void);

pid_t site_fork(const struct nest_site *site);

/* Waits for a child that exits with 0. */
void site_reap(const struct nest_site *site, pid_t pid);

/* Waits until a child is a zombie and leaves it one. */
void site_await_zombie(const struct nest_site *site, pid_t pid);

/* unshare(CLONE_NEWPID) */
void site_unshare(const struct nest_site *site);

/* Has the porter do something for the namespace of the caller, and waits until it is done. */
void porter_ask(const struct nest_site *site, enum nest_kind kind);

/* The porter; `socket` is its end of site->porter. */
_Noreturn void porter_run(const struct nest_site *site, int socket);

#endif
