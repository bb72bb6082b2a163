/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of pods and of the containers in them, from what a kubelet leaves with each runtime.
 *
 * The container that holds a pod's namespaces (the "pause" container) has no name of its own
 * there. It is called POD, as Docker and CRI-O do: a name in Kubernetes has no capitals, so that
 * it cannot be one of the pod's own containers.
 */
#ifndef NSPID_RUNTIME_KUBERNETES_H
#define NSPID_RUNTIME_KUBERNETES_H

#include "collect/runtime/record.h"

#define KUBERNETES_SANDBOX "POD"

/* Takes pod, name and image out of OCI annotations or Docker's labels. 0 or -ENOMEM. */
int kubernetes_read_annotations(const json_t *annotations, struct record *record);

/* Takes k8s_CONTAINER_POD_NAMESPACE_UID_ATTEMPT apart. 1: it was one; 0: it is not; -ENOMEM. */
int kubernetes_read_name(const char *name, struct record *record);

/*
 * Second source, readable for everybody: the names in /var/log/containers. 0 or -ENOMEM.
 */
int kubernetes_read_logs(struct state *state, struct record *record);

/* Third source: /var/log/pods has a folder for each pod, with its uid. No names of containers. */
int kubernetes_read_pods(struct state *state, struct record *record);

/* <pod>_<namespace>_<container>-<64 digits>.log. false: it is no such name. */
bool kubernetes_parse_log(struct span file, struct span *ret_pod, struct span *ret_namespace,
                          struct span *ret_container, struct span *ret_id);

#endif
