/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests of what engines' state files say: names, images, pods, inits; and of files that lie.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collect/runtime/beneath.h"
#include "collect/runtime/pick.h"
#include "collect/runtime/state.h"
#include "tests/unit/runtime_world.h"

#define DOCKER      "var/lib/docker/containers/"
#define DOCKER_RUNC "run/docker/runtime-runc/moby/"
#define STORAGE     "var/lib/containers/storage/overlay-containers/"
#define BUNDLES     "run/containerd/io.containerd.runtime.v2.task/"
#define CONTAINERD  "run/containerd/runc/"
#define POD         "/kubepods/burstable/pod0a1b2c3d-1111-2222-3333-444455556666/"

#define RUNC_STATE(pid, start, path)                                                               \
	"{\"id\":\"x\",\"init_process_pid\":" pid ",\"init_process_start\":" start                 \
	",\"config\":{\"rootfs\":\"/\",\"labels\":[\"a=b\"]},\"cgroup_paths\":{"                   \
	"\"\":\"/sys/fs/cgroup/unified" path "\",\"name=systemd\":\"/sys/fs/cgroup/systemd" path   \
	"\"}}"

#define DOCKER_CONFIG(name, pid, running)                                                          \
	"{\"State\":{\"Running\":" running ",\"Pid\":" pid "},\"Name\":\"/" name "\"}"

/* One process in a cgroup, for names alone. */
static void expect_name(const char *cgroup, const char *path, const char *state,
                        const char *container)
{
	const struct fixture_process process = { .chain = "10", .ppid = 1, .cgroup = cgroup };
	struct world world;

	world_open(&world, &process, 1);
	world_write(&world, path, state);
	world_look(&world);
	world_expect(&world, 10, container);
	ck_assert_msg(world.nnotices == 0, "noticed: %s", world.notices);
	world_close(&world);
}

START_TEST(docker_names)
{
	static const char config[] =
		"{\"StreamConfig\":{},\"State\":{\"Running\":true,\"Pid\":10},\"ID\":\"" ID_A
		"\",\"Config\":{\"Image\":\"nginx:1\",\"Labels\":{}},\"Image\":\"sha256:1\","
		"\"Name\":\"/web\"}";
	static const char labels[] =
		"{\"Name\":\"/x\",\"Config\":{\"Labels\":{\"io.kubernetes.pod.name\":\"webpod\","
		"\"io.kubernetes.pod.namespace\":\"shop\",\"io.kubernetes.container.name\":\"app\","
		"\"io.kubernetes.docker.type\":\"container\"}}}";
	const struct fixture_process process = { .chain = "10",
		                                 .ppid = 1,
		                                 .cgroup = "/docker/" ID_A };
	struct world world;

	expect_name("/docker/" ID_A, DOCKER ID_A "/config.v2.json", config, "docker:web");
	/* Brackets and quotes inside of strings, and the same key further in. */
	expect_name("/docker/" ID_A, DOCKER ID_A "/config.v2.json",
	            "{\"Path\":\"\\\"}{,\\\"Name\\\":\\\"/no\\\\\",\"Args\":[{\"Name\":\"/"
	            "no\"},\"]\"], "
	            "\"Name\" : \"/web\" }",
	            "docker:web");
	expect_name("/docker/" ID_A, DOCKER ID_A "/config.v2.json", labels,
	            "docker:shop/webpod/app");
	expect_name(POD "docker-" ID_A ".scope", DOCKER ID_A "/config.v2.json",
	            "{\"Name\":\"/k8s_POD_webpod_shop_uid_0\"}", "docker:shop/webpod/POD");
	/* cri-dockerd with cgroupfs: nothing in the path says docker. */
	expect_name(POD ID_A, DOCKER ID_A "/config.v2.json",
	            "{\"Name\":\"/k8s_app_webpod_shop_uid_0\",\"Config\":{\"Image\":\"i\"}}",
	            "docker:shop/webpod/app");
	world_open(&world, &process, 1);
	world_write(&world, DOCKER ID_A "/config.v2.json", config);
	world_look(&world);
	ck_assert_pstr_eq(world.snapshot.containers[0].image, "nginx:1");
	ck_assert_pstr_eq(world.snapshot.containers[0].id, ID_A);
	world_close(&world);
}
END_TEST

START_TEST(docker_data_may_be_elsewhere)
{
	static const char config[] = "{\"Name\":\"/web\"}";
	const struct fixture_process process = { .chain = "10",
		                                 .ppid = 1,
		                                 .cgroup = "/docker/" ID_A };
	struct world world;

	world_open(&world, &process, 1);
	world_write(&world, "etc/docker/daemon.json", "{\"data-root\": \"/srv/docker\"}");
	world_write(&world, "srv/docker/containers/" ID_A "/config.v2.json", config);
	world_look(&world);
	world_expect(&world, 10, "docker:web");
	world_close(&world);

	/* An administrator's link, absolute as they are. */
	world_open(&world, &process, 1);
	world_write(&world, "srv/docker/containers/" ID_A "/config.v2.json", config);
	world_write(&world, "var/lib/x", "");
	fixture_link(&world.fixture, "../var/lib/docker", "/srv/docker");
	world_look(&world);
	world_expect(&world, 10, "docker:web");
	world_close(&world);
}
END_TEST

START_TEST(rootless_names_are_in_the_home_of_the_user)
{
	static const struct fixture_process table[] = {
		{ .chain = "10",
		  .ppid = 1,
		  .cgroup = "/user.slice/user-1000.slice/user@1000.service/user.slice/docker-" ID_A
		            ".scope" },
		{ .chain = "20",
		  .ppid = 1,
		  .uid = 1001,
		  .name = "conmon",
		  FIXTURE_COMMAND("conmon\0-c\0" ID_B "\0-n\0old") },
		{ .chain = "21 1", .ppid = 20, .ns = 101 },
		{ .chain = "30",
		  .ppid = 1,
		  .cgroup = "/user.slice/user-1002.slice/docker-" ID_C ".scope" },
	};
	struct world world;

	WORLD_OPEN(&world, table);
	world_write(&world, "etc/passwd",
	            "root:x:0:0::/root:/bin/sh\nann:x:1000:1000:Ann:/home/ann:/bin/sh\n"
	            "bob:x:1001:1001:Bob:/data/bob:/bin/sh\nbroken\n");
	world_write(&world, "home/ann/.local/share/docker/containers/" ID_A "/config.v2.json",
	            "{\"Name\":\"/annweb\"}");
	world_write(&world,
	            "data/bob/.local/share/containers/storage/vfs-containers/containers.json",
	            "[{\"id\":\"" ID_B "\",\"names\":[\"new\"],\"metadata\":\"{}\"}]");
	world_look(&world);
	world_expect(&world, 10, "docker:annweb");
	world_expect(&world, 21, "podman:new");
	world_expect(&world, 30, "docker:@cccc");
	world_close(&world);
}
END_TEST

START_TEST(podman_names)
{
	static const char containers[] =
		"[{\"id\":\"" ID_B "\",\"names\":[\"other\"]},{\"id\":\"" ID_A
		"\",\"names\":[\"pweb\",\"more\"],\"metadata\":\"{\\\"image-name\\\":\\\"localhost/"
		"bb:latest\\\",\\\"name\\\":\\\"first\\\"}\"},{\"id\":7},\"x\",{}]";
	static const struct fixture_process table[] = {
		{ .chain = "10", .ppid = 1, .cgroup = "/libpod_parent/libpod-" ID_A },
		{ .chain = "11", .ppid = 1, .cgroup = "/libpod_parent/libpod-" ID_B },
		{ .chain = "12", .ppid = 1, .cgroup = "/libpod_parent/libpod-" ID_C },
	};
	struct world world;

	WORLD_OPEN(&world, table);
	world_write(&world, STORAGE "containers.json", containers);
	world_look(&world);
	world_expect(&world, 10, "podman:pweb");
	ck_assert_pstr_eq(
		snapshot_container_of(&world.snapshot, unit_process(&world.snapshot, 10))->image,
		"localhost/bb:latest");
	world_expect(&world, 11, "podman:other");
	world_expect(&world, 12, "podman:@cccc");
	/* A new container is in the file that replaces it. */
	world_write(&world, STORAGE "containers.json.new",
	            "[{\"id\":\"" ID_C "\",\"names\":[\"late\"]}]");
	ck_assert_int_eq(renameat(fixture_root_fd(&world.fixture), STORAGE "containers.json.new",
	                          fixture_root_fd(&world.fixture), STORAGE "containers.json"),
	                 0);
	world_look(&world);
	world_expect(&world, 12, "podman:late");
	world_expect(&world, 10, "podman:pweb");
	world_close(&world);
}
END_TEST

START_TEST(pods_are_named_by_annotations)
{
	static const char sandbox[] =
		"{\"hostname\":\"x\",\"annotations\":{\"io.kubernetes.cri.container-type\":"
		"\"sandbox\","
		"\"io.kubernetes.cri.sandbox-name\":\"webpod\","
		"\"io.kubernetes.cri.sandbox-namespace\":\"shop\"},\"linux\":{}}";
	static const char container[] =
		"{\"annotations\":{\"io.kubernetes.cri.container-type\":\"container\","
		"\"io.kubernetes.cri.container-name\":\"app\","
		"\"io.kubernetes.cri.image-name\":\"docker.io/library/nginx:1\","
		"\"io.kubernetes.cri.sandbox-name\":\"webpod\","
		"\"io.kubernetes.cri.sandbox-namespace\":\"shop\"}}";

	expect_name(POD ID_A, BUNDLES "k8s.io/" ID_A "/config.json", sandbox,
	            "containerd:shop/webpod/POD");
	expect_name(POD ID_B, BUNDLES "k8s.io/" ID_B "/config.json", container,
	            "containerd:shop/webpod/app");
	expect_name(POD "cri-containerd-" ID_B ".scope",
	            "run/k3s/containerd/io.containerd.runtime.v2.task/k8s.io/" ID_B "/config.json",
	            container, "containerd:shop/webpod/app");
	expect_name(POD "crio-" ID_A ".scope", STORAGE "containers.json",
	            "[{\"id\":\"" ID_A "\",\"names\":[\"k8s_app_webpod_shop_uid_0\"]}]",
	            "cri-o:shop/webpod/app");
	expect_name("/system.slice/nerdctl-" ID_A ".scope", BUNDLES "default/" ID_A "/config.json",
	            "{\"annotations\":{\"nerdctl/name\":\"nweb\"}}", "containerd:nweb");
	expect_name(POD ID_A, BUNDLES "k8s.io/" ID_A "/config.json", "{\"annotations\":null}",
	            "containerd:@aaaa");
}
END_TEST

START_TEST(pods_are_named_by_what_everybody_may_read)
{
	expect_name(POD ID_A, "var/log/containers/webpod_shop_app-" ID_A ".log", "",
	            "containerd:shop/webpod/app");
	expect_name(POD "crio-" ID_A ".scope", "var/log/containers/webpod_shop_app-" ID_A ".log",
	            "", "cri-o:shop/webpod/app");
	/* No log: a pod's own container, or one that was just started. */
	expect_name(POD ID_A, "var/log/pods/shop_webpod_0a1b2c3d-1111-2222-3333-444455556666/x", "",
	            "containerd:shop/webpod/?");
	expect_name(POD ID_A, "var/log/containers/webpod_shop_app-" ID_B ".log", "",
	            "containerd:@aaaa");
	expect_name(POD ID_A, "var/log/containers/_-" ID_A ".log", "", "containerd:@aaaa");
}
END_TEST

START_TEST(lxc_images_and_engines_by_folder)
{
	static const struct fixture_process table[] = {
		{ .chain = "10", .ppid = 1, .cgroup = "/lxc.payload.web" },
		{ .chain = "11", .ppid = 1, .cgroup = "/lxc.payload.db" },
		{ .chain = "12", .ppid = 1, .cgroup = "/lxc.payload/../etc" },
	};
	struct world world;

	WORLD_OPEN(&world, table);
	world_write(&world, "var/lib/lxc/web/config",
	            "# Parameters passed to the template: -d debian -r bookworm -a amd64\n"
	            "lxc.uts.name = web\n");
	world_write(&world, "var/lib/incus/storage-pools/p/db/backup.yaml",
	            "container:\n  config:\n    image.description: Debian bookworm amd64\n");
	world_write(&world, "var/lib/incus/containers/x", "");
	fixture_link(&world.fixture, "../var/lib/incus/containers/db",
	             "/var/lib/incus/storage-pools/p/db");
	world_look(&world);
	world_expect(&world, 10, "lxc:web");
	world_expect(&world, 11, "incus:db");
	world_expect(&world, 12, "lxc:..");
	ck_assert_pstr_eq(world.snapshot.containers[0].image, "debian/bookworm");
	ck_assert_pstr_eq(world.snapshot.containers[1].image, "Debian bookworm amd64");
	ck_assert_pstr_eq(world.snapshot.containers[0].id, NULL);
	world_close(&world);
}
END_TEST

START_TEST(containers_in_cgroups_of_any_name_are_found_by_their_inits)
{
	static const struct fixture_process table[] = {
		{ .chain = "20 1", .ppid = 1, .ns = 101, .start = 700, .cgroup = "/custom/foo" },
		{ .chain = "21 2", .ppid = 20, .ns = 101, .cgroup = "/custom/foo/init.scope" },
		{ .chain = "22 9", .ppid = 1, .ns = 101, .cgroup = "/custom/foo" },
		{ .chain = "23", .ppid = 1, .cgroup = "/custom/foobar" },
		{ .chain = "24", .ppid = 1, .cgroup = "/custom" },
		/* --pid=host */
		{ .chain = "30", .ppid = 1, .start = 800, .cgroup = "/rhost" },
		{ .chain = "31", .ppid = 30, .cgroup = "/rhost" },
		/* In the cgroup of its starter: only what has its namespace belongs to it. */
		{ .chain = "40", .ppid = 1, .name = "bash", .cgroup = "/user.slice/s.scope" },
		{ .chain = "41 1",
		  .ppid = 40,
		  .ns = 102,
		  .start = 900,
		  .cgroup = "/user.slice/s.scope" },
		{ .chain = "42 2", .ppid = 41, .ns = 102, .cgroup = "/user.slice/s.scope" },
		/* Not the process that the state means. */
		{ .chain = "50", .ppid = 1, .start = 950, .cgroup = "/system.slice/new.service" },
		{ .chain = "60 1", .ppid = 1, .ns = 103, .start = 960, .cgroup = "/default/cweb" },
		{ .chain = "70 1", .ppid = 1, .ns = 104, .start = 970, .cgroup = "/build/" ID_A },
		{ .chain = "80 1", .ppid = 1, .ns = 105, .start = 980, .cgroup = "/pods/x" },
		{ .chain = "90 1", .ppid = 1, .ns = 106, .start = 990, .cgroup = "/ctest" },
	};
	static const struct expectation expected[] = {
		{ 20, "runc:rweb" },
		{ 21, "runc:rweb" },
		{ 22, "runc:rweb" },
		{ 23, "-" },
		{ 24, "-" },
		{ 30, "runc:rhost" },
		{ 31, "runc:rhost" },
		{ 40, "-" },
		{ 41, "runc:shared" },
		{ 42, "runc:shared" },
		{ 50, "-" },
		{ 60, "containerd:cweb" },
		{ 70, "docker:@aaaa" },
		{ 80, "podman:@bbbb" },
		{ 90, "crun:cc" },
	};
	struct world world;

	WORLD_OPEN(&world, table);
	world_write(&world, "run/runc/rweb/state.json", RUNC_STATE("20", "700", "/custom/foo"));
	world_write(&world, "run/runc/rhost/state.json", RUNC_STATE("30", "800", "/rhost"));
	world_write(&world, "run/runc/shared/state.json",
	            RUNC_STATE("41", "900", "/user.slice/s.scope"));
	world_write(&world, "run/runc/old/state.json",
	            RUNC_STATE("50", "3", "/system.slice/new.service"));
	world_write(&world, "run/runc/liar/state.json", RUNC_STATE("1", "100", "/"));
	world_write(&world, CONTAINERD "default/cweb/state.json",
	            RUNC_STATE("60", "960", "/default/cweb"));
	world_write(&world, DOCKER_RUNC ID_A "/state.json",
	            RUNC_STATE("70", "970", "/build/" ID_A));
	world_write(&world, "run/runc/" ID_B "/state.json",
	            "{\"init_process_pid\":80,\"init_process_start\":980,\"config\":{\"labels\":["
	            "\"io.container.manager=libpod\"]},\"cgroup_paths\":{\"\":\"/x/pods/x\"}}");
	world_write(&world, "run/crun/cc/status",
	            "{\"pid\":90,\"process-start-time\":990,\"cgroup-path\":\"/ctest\"}");
	for (int i = 0; i < 3; i++) {
		world_look(&world);
		WORLD_EXPECT(&world, expected);
	}
	ck_assert_msg(world.nnotices == 0, "noticed: %s", world.notices);
	/* The same id again, for another process. */
	fixture_remove(&world.fixture, 20);
	world_write(&world, "run/runc/rweb/state.json", RUNC_STATE("24", "2400", "/custom"));
	world_look(&world);
	world_expect(&world, 24, "runc:rweb");
	world_expect(&world, 22, "runc:rweb");
	world_expect(&world, 30, "runc:rhost");
	world_close(&world);
}
END_TEST

#define USER_SCOPE "/user.slice/user-1000.slice/user@1000.service/user.slice/run.scope"

START_TEST(a_users_state_speaks_of_that_users_processes_alone)
{
	static const struct fixture_process table[] = {
		{ .chain = "15", .ppid = 1, .start = 15, .cgroup = "/system.slice/sshd.service" },
		{ .chain = "16", .ppid = 15, .start = 16, .uid = 1001, .cgroup = "/bob" },
		/* By uid. Where root runs their processes too, no other one is meant. */
		{ .chain = "20 1", .ppid = 1, .ns = 101, .start = 20, .uid = 1000, .cgroup = "/x" },
		{ .chain = "21", .ppid = 1, .cgroup = "/x" },
		/* By the slice, with the uid of a sub-uid. */
		{ .chain = "30 1",
		  .ppid = 1,
		  .ns = 102,
		  .start = 30,
		  .uid = 100999,
		  .cgroup = USER_SCOPE },
		{ .chain = "31 2", .ppid = 1, .ns = 102, .uid = 100999, .cgroup = USER_SCOPE },
		/* A slice of that name which another user made. */
		{ .chain = "40 1",
		  .ppid = 1,
		  .ns = 103,
		  .start = 40,
		  .uid = 1001,
		  .cgroup = "/user.slice/user-1001.slice/user-1000.slice" },
		/* Both root and the user claim it. */
		{ .chain = "50 1", .ppid = 1, .ns = 104, .start = 50, .uid = 1000, .cgroup = "/y" },
	};
	static const struct expectation expected[] = {
		{ 15, "-" },        { 16, "-" },        { 20, "runc:own" }, { 21, "-" },
		{ 30, "crun:sub" }, { 31, "crun:sub" }, { 40, "-" },        { 50, "runc:roots" },
	};
	struct world world;

	WORLD_OPEN(&world, table);
	world_write(&world, "run/user/1000/runc/prod/state.json",
	            RUNC_STATE("15", "15", "/system.slice/sshd.service"));
	world_write(&world, "run/user/1000/runc/bobs/state.json", RUNC_STATE("16", "16", "/bob"));
	world_write(&world, "run/user/1000/runc/own/state.json", RUNC_STATE("20", "20", "/x"));
	world_write(&world, "run/user/1000/crun/sub/status",
	            "{\"pid\":30,\"process-start-time\":30,\"cgroup-path\":\"" USER_SCOPE "\"}");
	world_write(&world, "run/user/1000/runc/nested/state.json",
	            RUNC_STATE("40", "40", "/user.slice/user-1001.slice/user-1000.slice"));
	world_write(&world, "run/runc/roots/state.json", RUNC_STATE("50", "50", "/y"));
	world_write(&world, "run/user/1000/runc/theirs/state.json", RUNC_STATE("50", "50", "/y"));
	for (int i = 0; i < 2; i++) {
		world_look(&world);
		WORLD_EXPECT(&world, expected);
	}
	ck_assert_str_eq(world_find(&world, NULL, "prod"), "ENOENT");
	ck_assert_str_eq(world_find(&world, NULL, "bobs"), "ENOENT");
	ck_assert_str_eq(world_find(&world, NULL, "own"), "20:20");
	ck_assert_str_eq(world_find(&world, NULL, "sub"), "30:30");
	ck_assert_str_eq(world_find(&world, NULL, "nested"), "ENOENT");
	/* A name that is taken already is not made ambiguous. */
	world_write(&world, "run/runc/prod/state.json", RUNC_STATE("50", "50", "/y"));
	ck_assert_str_eq(world_find(&world, NULL, "prod"), "50:50");
	world_close(&world);
}
END_TEST

START_TEST(a_users_docker_speaks_of_that_users_processes_alone)
{
	static const struct fixture_process table[] = {
		{ .chain = "15", .ppid = 1, .start = 15, .cgroup = "/system.slice/sshd.service" },
		{ .chain = "16", .ppid = 1, .cgroup = USER_SCOPE "/docker-" ID_B ".scope" },
		{ .chain = "17", .ppid = 1, .cgroup = "/lxc.payload.evil/docker/" ID_C },
	};
	static const char home[] = "home/ann/.local/share/docker/containers/";
	char path[256];
	struct world world;

	WORLD_OPEN(&world, table);
	world_write(&world, "etc/passwd", "ann:x:1000:1000:Ann:/home/ann:/bin/sh\n");
	world_write(&world, "run/user/1000/x", "");
	snprintf(path, sizeof(path), "%s" ID_A "/config.v2.json", home);
	world_write(&world, path, DOCKER_CONFIG("prod", "15", "true"));
	world_write(&world, "run/user/1000/docker/runtime-runc/moby/" ID_A "/state.json",
	            RUNC_STATE("15", "15", "/system.slice/sshd.service"));
	snprintf(path, sizeof(path), "%s" ID_B "/config.v2.json", home);
	world_write(&world, path, DOCKER_CONFIG("mine", "16", "true"));
	/* Left behind by root's engine, which is down: the PIDs are others' by now. */
	world_write(&world, DOCKER ID_B "/config.v2.json", DOCKER_CONFIG("old", "16", "true"));
	world_write(&world, DOCKER ID_C "/config.v2.json", DOCKER_CONFIG("older", "17", "true"));
	world_look(&world);
	world_expect(&world, 15, "-");
	ck_assert_str_eq(world_find(&world, NULL, "prod"), "ENOENT");
	ck_assert_str_eq(world_find(&world, NULL, "mine"), "16:-");
	ck_assert_str_eq(world_find(&world, NULL, "old"), "ENOENT");
	ck_assert_str_eq(world_find(&world, NULL, "older"), "ENOENT");
	world_close(&world);
}
END_TEST

START_TEST(a_users_folder_of_anything_is_not_walked_to_its_end)
{
	static const struct fixture_process process = {
		.chain = "10", .ppid = 1, .cgroup = "/user.slice/user-1000.slice/x.scope"
	};
	struct world world;
	char name[64];
	int root_fd;

	world_open(&world, &process, 1);
	root_fd = fixture_root_fd(&world.fixture);
	world_write(&world, "run/user/1000/crun/x", "");
	for (int i = 0; i < 10100; i++) {
		snprintf(name, sizeof(name), "run/user/1000/crun/%d", i);
		/* An assertion for each is more than Check takes. */
		if (mknodat(root_fd, name, S_IFREG | 0600, 0) < 0)
			ck_abort_msg("%s", name);
		/* The second time they are not walked: that would be one too many. */
		if (i == 6000)
			world_look(&world);
		if (i == 6000)
			ck_assert_str_eq(world.notices, "");
	}
	world_look(&world);
	ck_assert_str_eq(world.notices, "run/user/1000/crun: too many entries\n");
	close(root_fd);
	world_close(&world);
}
END_TEST

START_TEST(state_that_ends_with_its_container_is_read_before)
{
	static const struct fixture_process table[] = {
		{ .chain = "20 1", .ppid = 1, .ns = 101, .start = 700, .cgroup = "/custom/foo" },
		{ .chain = "21 2", .ppid = 20, .ns = 101, .cgroup = "/custom/foo" },
		{ .chain = "30 1", .ppid = 1, .ns = 102, .start = 800, .cgroup = "/again" },
	};
	const char *path = "run/runc/rweb/state.json";
	struct runtime *runtime;
	struct world world;
	int root_fd, proc_fd;

	WORLD_OPEN(&world, table);
	root_fd = fixture_root_fd(&world.fixture);
	proc_fd = fixture_proc_fd(&world.fixture);
	ck_assert_int_eq(runtime_open(root_fd, proc_fd, &runtime), 0);
	world_write(&world, path, RUNC_STATE("20", "700", "/custom/foo"));
	world_write(&world, "run/runc/again/state.json", RUNC_STATE("29", "3", "/again"));
	ck_assert_int_eq(runtime_prepare(runtime), 0);
	ck_assert_int_eq(unlinkat(root_fd, path, 0), 0);
	ck_assert_int_eq(unlinkat(root_fd, "run/runc/rweb", AT_REMOVEDIR), 0);
	/* Its name was given to a new container. */
	world_write(&world, "run/runc/again/state.json", RUNC_STATE("30", "800", "/again"));
	for (int i = 0; i < 4; i++) {
		ck_assert_int_eq(collect_snapshot(world.collector,
		                                  FACT_NAMESPACE | FACT_CGROUP | FACT_START,
		                                  &world.snapshot),
		                 0);
		ck_assert_int_eq(runtime_attribute(runtime, &world.snapshot), 0);
		world_expect(&world, 20, i < 1 ? "runc:rweb" : "-");
		world_expect(&world, 21, i < 1 ? "runc:rweb" : "-");
		world_expect(&world, 30, "runc:again");
		snapshot_done(&world.snapshot);
		ck_assert_int_eq(runtime_prepare(runtime), 0);
	}
	runtime_free(runtime);
	close(root_fd);
	close(proc_fd);
	world_close(&world);
}
END_TEST

START_TEST(an_init_in_the_cgroup_of_its_starter_needs_no_fact_of_the_snapshot)
{
	static const struct fixture_process table[] = {
		{ .chain = "40", .ppid = 1, .cgroup = "/s.scope" },
		{ .chain = "41 1", .ppid = 40, .ns = 101, .start = 900, .cgroup = "/s.scope" },
		{ .chain = "42 1", .ppid = 40, .ns = 102, .start = 901, .cgroup = "/s.scope" },
	};
	struct world world;

	WORLD_OPEN(&world, table);
	world_write(&world, "run/runc/shared/state.json", RUNC_STATE("41", "900", "/s.scope"));
	world_write(&world, "run/runc/old/state.json", RUNC_STATE("42", "900", "/s.scope"));
	ck_assert_int_eq(collect_snapshot(world.collector,
	                                  FACT_NAMESPACE | FACT_CGROUP | FACT_CONTAINER,
	                                  &world.snapshot),
	                 0);
	world_expect(&world, 41, "runc:shared");
	world_expect(&world, 42, "-");
	world_expect(&world, 40, "-");
	world_close(&world);
}
END_TEST

/* --- hostile state --------------------------------------------------------------- */

/* Two containers, the first of which has a bad file; it is said once. */
static void expect_bad(void (*spoil)(struct world *world, const char *path), const char *why)
{
	static const struct fixture_process table[] = {
		{ .chain = "10", .ppid = 1, .cgroup = "/docker/" ID_A },
		{ .chain = "11", .ppid = 1, .cgroup = "/docker/" ID_B },
	};
	const char *path = DOCKER ID_A "/config.v2.json";
	struct world world;

	WORLD_OPEN(&world, table);
	world_write(&world, DOCKER ID_B "/config.v2.json", "{\"Name\":\"/good\"}");
	spoil(&world, path);
	for (int i = 0; i < 6; i++)
		world_look(&world);
	world_expect(&world, 10, "docker:@aaaa");
	world_expect(&world, 11, "docker:good");
	ck_assert_msg(world.nnotices == 1, "expected one notice, got: %s", world.notices);
	ck_assert_msg(strstr(world.notices, path) && strstr(world.notices, why),
	              "expected '%s' of %s, got: %s", why, path, world.notices);
	ck_assert_str_eq(world_find(&world, NULL, "web"), "ENOENT");
	world_close(&world);
}

static int root_create(struct world *world, const char *path)
{
	int root_fd = fixture_root_fd(&world->fixture), fd;

	world_write(world, DOCKER ID_A "/x", "");
	fd = openat(root_fd, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	ck_assert_int_ge(fd, 0);
	close(root_fd);
	return fd;
}

static void spoil_fifo(struct world *world, const char *path)
{
	int root_fd = fixture_root_fd(&world->fixture);

	world_write(world, DOCKER ID_A "/x", "");
	ck_assert_int_eq(mkfifoat(root_fd, path, 0600), 0);
	close(root_fd);
}

/* Whoever waits for a reader of it must not be let go. */
START_TEST(a_fifo_is_not_even_opened)
{
	const struct fixture_process process = { .chain = "10",
		                                 .ppid = 1,
		                                 .cgroup = "/docker/" ID_A };
	const char *path = DOCKER ID_A "/config.v2.json";
	struct world world;
	int root_fd, watch_fd;
	char event[4096], name[64], whole[PATH_MAX + 128];

	world_open(&world, &process, 1);
	root_fd = fixture_root_fd(&world.fixture);
	spoil_fifo(&world, path);
	watch_fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	ck_assert_int_ge(watch_fd, 0);
	snprintf(whole, sizeof(whole), "%s/%s", world.fixture.path, path);
	ck_assert_int_ge(inotify_add_watch(watch_fd, whole, IN_OPEN), 0);
	for (int i = 0; i < 4; i++) {
		struct state state = { .root_fd = root_fd,
			               .proc_fd = fixture_proc_fd(&world.fixture),
			               .no_openat2 = i % 2 };
		struct state_dir dir = STATE_DIR_NONE;

		ck_assert_int_eq(state_dir_open(&state, 0, DOCKER ID_A, &dir), 0);
		dir.user = i < 2 ? 0 : 1000;
		ck_assert_int_eq(state_read(&state, &dir, "config.v2.json"), -EBADF);
		ck_assert_int_lt(read(watch_fd, event, sizeof(event)), 0);
		/* A link at the end. */
		snprintf(name, sizeof(name), "../" DOCKER "l%d", i);
		fixture_link(&world.fixture, name, "x");
		snprintf(name, sizeof(name), "l%d", i);
		state_dir_close(&dir);
		ck_assert_int_eq(state_dir_open(&state, 0, "var/lib/docker/containers", &dir), 0);
		dir.user = i < 2 ? 0 : 1000;
		ck_assert_int_eq(state_read(&state, &dir, name), -ELOOP);
		state_dir_close(&dir);
		close(state.proc_fd);
		state_done(&state);
	}
	close(watch_fd);
	close(root_fd);
	world_close(&world);
}
END_TEST

static void spoil_folder(struct world *world, const char *path)
{
	char name[PATH_MAX];

	snprintf(name, sizeof(name), "%s/x", path);
	world_write(world, name, "");
}

static void spoil_link(struct world *world, const char *path)
{
	char name[PATH_MAX];

	world_write(world, "secret", "{\"Name\":\"/web\"}");
	world_write(world, DOCKER ID_A "/x", "");
	snprintf(name, sizeof(name), "../%s", path);
	fixture_link(&world->fixture, name, "../../../../../secret");
}

static void spoil_size(struct world *world, const char *path)
{
	int fd = root_create(world, path);

	ck_assert_int_eq(ftruncate(fd, 100 * 1024 * 1024), 0);
	close(fd);
}

static void spoil_cut(struct world *world, const char *path)
{
	world_write(world, path, "{\"Name\":\"/web\",\"Config\":{\"Image\":\"x\"");
}

static void spoil_text(struct world *world, const char *path)
{
	world_write(world, path, "this is no JSON");
}

static void spoil_array(struct world *world, const char *path)
{
	world_write(world, path, "[\"Name\",\"/web\"]");
}

static void spoil_empty(struct world *world, const char *path)
{
	world_write(world, path, "");
}

static void spoil_number(struct world *world, const char *path)
{
	world_write(world, path,
	            "{\"Name\":\"/web\",\"Config\":{\"Memory\":99999999999999999999999999999999}}");
}

static void spoil_depth(struct world *world, const char *path)
{
	static char text[200 * 1024];

	memset(text, '[', sizeof(text) - 1);
	memcpy(text, "{\"Name\":", 8);
	world_write(world, path, text);
	for (size_t i = sizeof(text) / 2; i < sizeof(text) - 2; i++)
		text[i] = ']';
	text[sizeof(text) - 2] = '}';
	world_write(world, path, text);
}

static void spoil_nul(struct world *world, const char *path)
{
	world_write(world, path, "{\"Name\":\"/we\\u0000b\"}");
}

START_TEST(a_bad_file_costs_one_container_its_name)
{
	expect_bad(spoil_fifo, "not a regular file");
	expect_bad(spoil_folder, "not a regular file");
	expect_bad(spoil_link, "leads out of its folder");
	expect_bad(spoil_size, "too large");
	expect_bad(spoil_cut, "not a JSON object, or cut off");
	expect_bad(spoil_text, "not a JSON object, or cut off");
	expect_bad(spoil_array, "not a JSON object, or cut off");
	expect_bad(spoil_empty, "not a JSON object, or cut off");
	expect_bad(spoil_number, "not a JSON object, or cut off");
	expect_bad(spoil_depth, "not a JSON object, or cut off");
	expect_bad(spoil_nul, "not a JSON object, or cut off");
}
END_TEST

/* `count` times the same text, between two others. */
static char *text_repeat(const char *before, const char *text, size_t count, const char *after)
{
	size_t len = strlen(text), size = strlen(before) + count * len + strlen(after) + 1;
	char *whole = malloc(size), *at = whole;

	ck_assert_ptr_nonnull(whole);
	at += snprintf(whole, size, "%s", before);
	for (size_t i = 0; i < count; i++, at += len)
		memcpy(at, text, len);
	snprintf(at, strlen(after) + 1, "%s", after);
	return whole;
}

static void expect_pick(char *text, bool is_there)
{
	struct pick picks[] = { { .key = "a" }, { .key = "b" } };

	ck_assert_int_eq(pick_members(text, strlen(text), picks, ARRAY_SIZE(picks)), 0);
	ck_assert_int_eq(picks[0].value != NULL, is_there);
	ck_assert_str_eq(json_string_value(picks[1].value), "x");
	pick_done(picks, ARRAY_SIZE(picks));
	free(text);
}

START_TEST(no_tree_is_made_of_what_is_too_large)
{
	expect_pick(text_repeat("{\"a\":[{}", ",{}", 8000, "],\"b\":\"x\"}"), true);
	expect_pick(text_repeat("{\"a\":[{}", ",{}", 80000, "],\"b\":\"x\"}"), false);
	expect_pick(text_repeat("{\"a\":{\"l\":[[]", ",[]", 9000, "]},\"b\":\"x\"}"), false);
}
END_TEST

START_TEST(a_long_list_of_containers_is_read_entry_by_entry)
{
	static const struct fixture_process table[] = {
		{ .chain = "10", .ppid = 1, .cgroup = "/libpod_parent/libpod-" ID_A },
		{ .chain = "11",
		  .ppid = 1,
		  .cgroup = "/user.slice/user-1000.slice/libpod-" ID_A ".scope" },
	};
	struct world world;
	char *text;

	WORLD_OPEN(&world, table);
	world_write(&world, "etc/passwd", "ann:x:1000:1000:Ann:/home/ann:/bin/sh\n");
	text = text_repeat("[", "{},", 1000 * 1000, "{\"id\":\"" ID_A "\",\"names\":[\"last\"]}]");
	world_write(&world, STORAGE "containers.json", text);
	/* Of a user's less is read. */
	world_write(&world,
	            "home/ann/.local/share/containers/storage/overlay-containers/containers.json",
	            text);
	free(text);
	world_look(&world);
	world_expect(&world, 10, "podman:last");
	world_expect(&world, 11, "podman:@aaaa");
	ck_assert_str_eq(world.notices, "home/ann/.local/share/containers/storage/"
	                                "overlay-containers/containers.json: too large\n");
	world_close(&world);
}
END_TEST

START_TEST(names_are_kept_raw)
{
	expect_name("/docker/" ID_A, DOCKER ID_A "/config.v2.json",
	            "{\"Name\":\"/a\\u001b[31m\\nb/../c\"}", "docker:a\033[31m\nb/../c");
	expect_name("/docker/" ID_A, DOCKER ID_A "/config.v2.json", "{\"Name\":\"/\"}",
	            "docker:@aaaa");
	expect_name("/docker/" ID_A, DOCKER ID_A "/config.v2.json", "{\"Name\":[7]}",
	            "docker:@aaaa");
}
END_TEST

START_TEST(unreadable_folders_are_said_once)
{
	const struct fixture_process process = { .chain = "10",
		                                 .ppid = 1,
		                                 .cgroup = "/docker/" ID_A };
	struct world world;
	int root_fd;

	world_open(&world, &process, 1);
	root_fd = fixture_root_fd(&world.fixture);
	world_write(&world, DOCKER ID_A "/config.v2.json", "{\"Name\":\"/web\"}");
	ck_assert_int_eq(fchmodat(root_fd, "var/lib/docker", 0, 0), 0);
	fixture_confine();
	for (int i = 0; i < 5; i++)
		world_look(&world);
	fixture_unconfine();
	world_expect(&world, 10, "docker:@aaaa");
	ck_assert_str_eq(world.notices, "var/lib/docker/containers: Permission denied\n");
	ck_assert_int_eq(fchmodat(root_fd, "var/lib/docker", 0700, 0), 0);
	close(root_fd);
	world_close(&world);
}
END_TEST

START_TEST(nothing_of_a_user_leads_out_of_their_home)
{
	const struct fixture_process process = { .chain = "10",
		                                 .ppid = 1,
		                                 .cgroup =
		                                         "/user.slice/user-1000.slice/docker-" ID_A
		                                         ".scope" };
	struct world world;

	world_open(&world, &process, 1);
	world_write(&world, "etc/passwd", "ann:x:1000:1000:Ann:/home/ann:/bin/sh\n");
	world_write(&world, "srv/containers/" ID_A "/config.v2.json", "{\"Name\":\"/web\"}");
	world_write(&world, "home/ann/.local/share/x", "");
	fixture_link(&world.fixture, "../home/ann/.local/share/docker", "/srv");
	world_look(&world);
	world_expect(&world, 10, "docker:@aaaa");
	ck_assert_msg(strstr(world.notices, "leads out of its folder"), "got: %s", world.notices);
	world_close(&world);
}
END_TEST

/* The mounts of the process that looks, and of what the home of user 1000 is then. */
static void expect_home(const char *mountinfo, const char *link, const char *container,
                        const char *notice)
{
	const struct fixture_process process = { .chain = "10",
		                                 .ppid = 1,
		                                 .cgroup =
		                                         "/user.slice/user-1000.slice/docker-" ID_A
		                                         ".scope" };
	struct world world;

	world_open(&world, &process, 1);
	world_write(&world, "proc/1/mountinfo", mountinfo);
	world_write(&world, "etc/passwd", "ann:x:1000:1000:Ann:/home/ann:/bin/sh\n");
	if (link)
		fixture_link(&world.fixture, "../home", link);
	world_write(&world,
	            link ? "net/big disk/ann/.local/share/docker/containers/" ID_A "/config.v2.json"
	                 : "home/ann/.local/share/docker/containers/" ID_A "/config.v2.json",
	            "{\"Name\":\"/web\"}");
	world_look(&world);
	world_expect(&world, 10, container);
	ck_assert_str_eq(world.notices, notice);
	world_close(&world);
}

#define MOUNT(point, type) "36 35 98:0 / " point " rw,noatime shared:1 - " type " x rw\n"
#define HUNG_HOME          "on a network or user-space file system\n"

START_TEST(what_may_never_answer_is_not_asked)
{
	expect_home(MOUNT("/", "ext4") MOUNT("/home", "nfs4"), NULL, "docker:@aaaa",
	            "home/ann: " HUNG_HOME);
	expect_home(MOUNT("/home/ann", "fuse.sshfs"), NULL, "docker:@aaaa", "home/ann: " HUNG_HOME);
	expect_home(MOUNT("/home/ann/.local/share", "fuse"), NULL, "docker:@aaaa",
	            "home/ann/.local/share/docker/containers: " HUNG_HOME);
	expect_home(MOUNT("/net/big\\040disk", "cifs"), "/net/big disk", "docker:@aaaa",
	            "home/ann: " HUNG_HOME);
	expect_home(MOUNT("/net", "autofs"), "net/../net/big disk", "docker:@aaaa",
	            "home/ann: " HUNG_HOME);
	/* Another place, what lies on top, the root itself, and no such file system. */
	expect_home(MOUNT("/home/anna", "nfs") "nonsense\n" MOUNT("/homes", "nfs"), NULL,
	            "docker:web", "");
	expect_home(MOUNT("/home", "autofs") MOUNT("/home", "xfs"), NULL, "docker:web", "");
	expect_home(MOUNT("/", "9p"), NULL, "docker:web", "");
	expect_home(MOUNT("/home", "virtiofs") MOUNT("/x", "overlay"), NULL, "docker:web", "");
	expect_home(MOUNT("/x", "nfs"), "/net/big disk", "docker:web", "");
}
END_TEST

START_TEST(state_of_the_system_that_may_never_answer_is_not_asked)
{
	const struct fixture_process process = { .chain = "10",
		                                 .ppid = 1,
		                                 .cgroup = "/docker/" ID_A };
	struct world world;

	world_open(&world, &process, 1);
	world_write(&world, "proc/1/mountinfo", MOUNT("/var/lib/docker", "ceph"));
	world_write(&world, DOCKER ID_A "/config.v2.json", DOCKER_CONFIG("web", "10", "true"));
	for (int i = 0; i < 2; i++) {
		world_look(&world);
		world_expect(&world, 10, "docker:@aaaa");
	}
	ck_assert_str_eq(world.notices, "var/lib/docker/containers: " HUNG_HOME);
	ck_assert_str_eq(world_find(&world, NULL, "web"), "ENOENT");
	/* It is gone by the next look. */
	world_write(&world, "proc/1/mountinfo", MOUNT("/", "ext4"));
	world_look(&world);
	world_expect(&world, 10, "docker:web");
	world_close(&world);
}
END_TEST

/* A name of the passwd's is not needed: the home is looked for by its owner. */
START_TEST(homes_of_others_that_may_never_answer_are_not_looked_at)
{
	const struct fixture_process process = { .chain = "10",
		                                 .ppid = 1,
		                                 .cgroup =
		                                         "/user.slice/user-1000.slice/docker-" ID_A
		                                         ".scope" };
	struct world world;
	int root_fd;

	if (geteuid() != 0)
		return;
	world_open(&world, &process, 1);
	root_fd = fixture_root_fd(&world.fixture);
	world_write(&world, "home/x/.local/share/docker/containers/" ID_A "/config.v2.json",
	            "{\"Name\":\"/web\"}");
	ck_assert_int_eq(fchownat(root_fd, "home/x", 1000, 1000, 0), 0);
	world_write(&world, "proc/1/mountinfo", MOUNT("/home/x", "nfs"));
	world_look(&world);
	world_expect(&world, 10, "docker:@aaaa");
	close(root_fd);
	world_close(&world);
}
END_TEST

/* Everything twice: as the kernel does it, and where it does not. */
static void expect_opened(int fd, bool no_openat2, const char *path, enum trust trust, int result)
{
	bool flag = no_openat2;
	int got = beneath_open(&flag, fd, path, O_RDONLY | O_NONBLOCK, trust);

	if (got >= 0)
		close(got);
	/* The kernel, or valgrind, has none: that way is tried anyhow. */
	if (flag != no_openat2)
		return;
	ck_assert_msg(result == 0 ? got >= 0 : got == result, "%s%s: expected %s, got %s", path,
	              no_openat2 ? " without openat2" : "", strerror(-result),
	              got < 0 ? strerror(-got) : "opened");
}

START_TEST(paths_do_not_lead_out)
{
	struct world world;
	int fd;

	world_open(&world, NULL, 0);
	fd = fixture_root_fd(&world.fixture);
	world_write(&world, "a/b/file", "");
	fixture_link(&world.fixture, "../a/absolute", "/a/b");
	fixture_link(&world.fixture, "../a/relative", "../a/b/../b");
	fixture_link(&world.fixture, "../a/twice", "absolute/../relative");
	fixture_link(&world.fixture, "../a/above", "../../../../../../a");
	fixture_link(&world.fixture, "../a/circle", "circle");
	fixture_link(&world.fixture, "../a/dangling", "/nowhere");
	for (int no_openat2 = 0; no_openat2 < 2; no_openat2++) {
		expect_opened(fd, no_openat2, "a/b/file", TRUST_ROOT, 0);
		expect_opened(fd, no_openat2, "a/absolute/file", TRUST_ROOT, 0);
		expect_opened(fd, no_openat2, "a/relative/file", TRUST_ROOT, 0);
		expect_opened(fd, no_openat2, "a/twice/file", TRUST_ROOT, 0);
		expect_opened(fd, no_openat2, "a/above/b/file", TRUST_ROOT, 0);
		expect_opened(fd, no_openat2, "a/../../../a/b", TRUST_ROOT, 0);
		expect_opened(fd, no_openat2, "a/circle", TRUST_ROOT, -ELOOP);
		expect_opened(fd, no_openat2, "a/dangling", TRUST_ROOT, -ENOENT);
		expect_opened(fd, no_openat2, "a/nothing/x", TRUST_ROOT, -ENOENT);
		expect_opened(fd, no_openat2, "a/b/file", TRUST_NONE, 0);
		expect_opened(fd, no_openat2, "a/absolute/file", TRUST_NONE, -ELOOP);
		expect_opened(fd, no_openat2, "a/absolute", TRUST_NONE, -ELOOP);
		expect_opened(fd, no_openat2, "../a", TRUST_NONE, -EXDEV);
		expect_opened(fd, no_openat2, "a/b/file", TRUST_USER, 0);
		expect_opened(fd, no_openat2, "../a", TRUST_USER, -EXDEV);
	}
	expect_opened(fd, false, "a/relative/file", TRUST_USER, 0);
	expect_opened(fd, false, "a/absolute/file", TRUST_USER, -EXDEV);
	expect_opened(fd, false, "a/above/b", TRUST_USER, -EXDEV);
	expect_opened(fd, true, "a/relative/file", TRUST_USER, -ELOOP);
	close(fd);
	world_close(&world);
}
END_TEST

/* --- runtime_find_init() --------------------------------------------------------- */

static void find_world(struct world *world)
{
	static const struct fixture_process table[] = {
		{ .chain = "15", .ppid = 1, .cgroup = "/docker/" ID_A },
		{ .chain = "16", .ppid = 1, .cgroup = "/docker/" ID_B },
		{ .chain = "17", .ppid = 1, .cgroup = "/machine.slice/machine-m.scope/payload" },
		{ .chain = "18", .ppid = 1, .cgroup = "/system.slice/sshd.service" },
	};

	WORLD_OPEN(world, table);
	world_write(world, DOCKER ID_A "/config.v2.json", DOCKER_CONFIG("web", "15", "true"));
	world_write(world, DOCKER_RUNC ID_A "/state.json",
	            RUNC_STATE("15", "300", "/docker/" ID_A));
	world_write(world, DOCKER ID_B "/config.v2.json", DOCKER_CONFIG("nostart", "16", "true"));
	world_write(world, DOCKER ID_C "/config.v2.json", DOCKER_CONFIG("stopped", "0", "false"));
	world_write(world, DOCKER ID_D "/config.v2.json", DOCKER_CONFIG("stale", "18", "true"));
	world_write(world, DOCKER ID_E "/config.v2.json", DOCKER_CONFIG("dead", "19", "false"));
	world_write(world, DOCKER_RUNC ID_E "/state.json",
	            RUNC_STATE("19", "310", "/docker/" ID_E));
	world_write(world, STORAGE "containers.json",
	            "[{\"id\":\"a1" ID_A "\",\"names\":[\"short\"]},"
	            "{\"id\":\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\","
	            "\"names\":[\"pweb\"]},"
	            "{\"id\":\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde0\","
	            "\"names\":[\"web2\"]}]");
	world_write(world,
	            "run/runc/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef/"
	            "state.json",
	            "{\"init_process_pid\":25,\"init_process_start\":400,\"config\":{\"labels\":["
	            "\"io.container.manager=libpod\"]}}");
	world_write(world,
	            "run/runc/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde0/"
	            "state.json",
	            "{\"init_process_pid\":26,\"init_process_start\":401,\"config\":{\"labels\":["
	            "\"io.container.manager=libpod\"]}}");
	world_write(world, "run/runc/rweb/state.json", RUNC_STATE("35", "500", "/rweb"));
	world_write(world, "run/runc/twice/state.json", RUNC_STATE("36", "501", "/twice"));
	world_write(world, "run/crun/twice/status",
	            "{\"pid\":37,\"process-start-time\":502,\"cgroup-path\":\"/twice\"}");
	world_write(world, BUNDLES "default/cweb/config.json", "{\"annotations\":null}");
	world_write(world, BUNDLES "default/cweb/init.pid", "45");
	world_write(world, CONTAINERD "default/cweb/state.json", RUNC_STATE("45", "600", "/x"));
	world_write(world, BUNDLES "k8s.io/" ID_C "/config.json",
	            "{\"annotations\":{\"io.kubernetes.cri.container-type\":\"container\","
	            "\"io.kubernetes.cri.container-name\":\"app\","
	            "\"io.kubernetes.cri.sandbox-name\":\"webpod\","
	            "\"io.kubernetes.cri.sandbox-namespace\":\"shop\"}}");
	world_write(world, CONTAINERD "k8s.io/" ID_C "/state.json", RUNC_STATE("55", "700", "/y"));
	world_write(world, "run/systemd/machines/m", "NAME=m\nCLASS=container\nLEADER=17\n");
	world_write(world, "run/systemd/machines/vm", "NAME=vm\nCLASS=vm\nLEADER=17\n");
	world_write(world, "run/systemd/machines/old", "NAME=old\nCLASS=container\nLEADER=18\n");
}

START_TEST(find_init_by_name_or_id)
{
	static const struct {
		const char *engine, *name, *init;
	} cases[] = {
		{ NULL, "web", "15:300" },
		{ "docker", "web", "15:300" },
		{ "podman", "web", "ENOENT" },
		{ NULL, ID_A, "15:300" },
		{ NULL, "aaaa", "15:300" },
		{ NULL, "nostart", "16:-" },
		{ NULL, "stopped", "ENOENT" },
		{ NULL, "dead", "ENOENT" },
		/* The PID is somebody else's by now. */
		{ NULL, "stale", "ENOENT" },
		{ NULL, "pweb", "25:400" },
		{ "podman", "pweb", "25:400" },
		{ "runc", "pweb", "ENOENT" },
		{ NULL, "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
		  "25:400" },
		{ NULL, "0123", "ENOTUNIQ" },
		{ NULL, "web2", "26:401" },
		{ NULL, "rweb", "35:500" },
		{ NULL, "rwe", "ENOENT" },
		{ NULL, "twice", "ENOTUNIQ" },
		{ "crun", "twice", "37:502" },
		{ "containerd", "cweb", "45:600" },
		{ NULL, "cweb", "45:600" },
		{ "k8s", "shop/webpod/app", "55:700" },
		{ NULL, "shop/webpod/app", "55:700" },
		{ "k8s", "shop/webpod/ap", "ENOENT" },
		{ "k8s", "shop/webpod", "ENOENT" },
		{ "k8s", "app", "55:700" },
		{ "k8s", "cweb", "ENOENT" },
		{ "nspawn", "m", "17:-" },
		{ NULL, "vm", "ENOENT" },
		{ NULL, "old", "ENOENT" },
		{ NULL, "../machines/m", "ENOENT" },
		{ NULL, "", "ENOENT" },
		{ NULL, ".", "ENOENT" },
		{ "nobody", "web", "ENOENT" },
	};
	struct world world;

	find_world(&world);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *got = world_find(&world, cases[i].engine, cases[i].name);

		ck_assert_msg(strcmp(got, cases[i].init) == 0, "%s:%s: expected %s, got %s",
		              cases[i].engine ? cases[i].engine : "", cases[i].name, cases[i].init,
		              got);
	}
	world_close(&world);
}
END_TEST

START_TEST(find_init_leaves_names_to_the_scan_that_others_may_have)
{
	static const char *const rivals[] = {
		"sys/fs/cgroup/lxc.payload.my-web/x",
		"sys/fs/cgroup/unified/lxc.payload/my-web/x",
		"sys/fs/cgroup/systemd/lxc/my-web/x",
		"var/lib/lxc/my-web/config",
		"var/lib/incus/containers/my-web/backup.yaml",
		"var/snap/lxd/common/lxd/containers/my-web/x",
		"run/systemd/machines/my-web",
		"run/systemd/nspawn/propagate/my-web/x",
		"sys/fs/cgroup/machine.slice/machine-my\\x2dweb.scope/x",
		"sys/fs/cgroup/systemd/machine.slice/systemd-nspawn@my\\x2dweb.service/x",
		"snap/my-web/x",
	};
	static const struct fixture_process table[] = {
		{ .chain = "15", .ppid = 1, .cgroup = "/docker/" ID_A },
		{ .chain = "16", .ppid = 1, .cgroup = "/docker/" ID_B },
	};
	struct world world;

	for (size_t i = 0; i < ARRAY_SIZE(rivals); i++) {
		WORLD_OPEN(&world, table);
		world_write(&world, DOCKER ID_A "/config.v2.json",
		            DOCKER_CONFIG("my-web", "15", "true"));
		world_write(&world, "var/lib/lxc/web/config", "");
		ck_assert_str_eq(world_find(&world, NULL, "my-web"), "15:-");
		world_write(&world, rivals[i], "");
		ck_assert_msg(strcmp(world_find(&world, NULL, "my-web"), "ENOTUNIQ") == 0, "%s",
		              rivals[i]);
		ck_assert_str_eq(world_find(&world, "docker", "my-web"), "15:-");
		ck_assert_str_eq(world_find(&world, NULL, ID_A), "15:-");
		world_close(&world);
	}
	WORLD_OPEN(&world, table);
	world_write(&world, DOCKER ID_A "/config.v2.json", DOCKER_CONFIG("my-web", "15", "true"));
	world_write(&world, DOCKER ID_B "/config.v2.json", DOCKER_CONFIG("bwrap", "16", "true"));
	ck_assert_str_eq(world_find(&world, NULL, "bwrap"), "ENOTUNIQ");
	/* An ordinary user's, whose folder and cgroup can be anywhere. */
	world_write(&world, "proc/1/net/unix",
	            "Num RefCount Protocol Flags Type St Inode Path\n"
	            "0000: 00000002 00000000 00010000 0001 01 77 "
	            "@/home/ann/.local/share/lxc/my-web/command\n");
	ck_assert_str_eq(world_find(&world, NULL, "my-web"), "ENOTUNIQ");
	world_close(&world);
}
END_TEST

START_TEST(find_init_prefers_a_name_to_the_beginning_of_an_id)
{
	static const struct fixture_process table[] = {
		{ .chain = "15", .ppid = 1, .cgroup = "/docker/" ID_A },
		{ .chain = "16", .ppid = 1, .cgroup = "/docker/" ID_B },
	};
	struct world world;

	WORLD_OPEN(&world, table);
	world_write(&world, DOCKER ID_A "/config.v2.json", DOCKER_CONFIG("one", "15", "true"));
	world_write(&world, DOCKER ID_B "/config.v2.json", DOCKER_CONFIG("aa", "16", "true"));
	ck_assert_str_eq(world_find(&world, NULL, "aa"), "16:-");
	ck_assert_str_eq(world_find(&world, NULL, "aaa"), "15:-");
	world_close(&world);
}
END_TEST

Suite *runtime_state_suite(void)
{
	Suite *suite = suite_create("runtime_state");
	TCase *names = tcase_create("names"), *hostile = tcase_create("hostile");
	TCase *find = tcase_create("find");

	tcase_add_test(names, docker_names);
	tcase_add_test(names, docker_data_may_be_elsewhere);
	tcase_add_test(names, rootless_names_are_in_the_home_of_the_user);
	tcase_add_test(names, podman_names);
	tcase_add_test(names, pods_are_named_by_annotations);
	tcase_add_test(names, pods_are_named_by_what_everybody_may_read);
	tcase_add_test(names, lxc_images_and_engines_by_folder);
	tcase_add_test(names, containers_in_cgroups_of_any_name_are_found_by_their_inits);
	tcase_add_test(names, an_init_in_the_cgroup_of_its_starter_needs_no_fact_of_the_snapshot);
	tcase_add_test(names, state_that_ends_with_its_container_is_read_before);
	tcase_set_timeout(hostile, 60);
	tcase_add_test(hostile, a_bad_file_costs_one_container_its_name);
	tcase_add_test(hostile, no_tree_is_made_of_what_is_too_large);
	tcase_add_test(hostile, a_long_list_of_containers_is_read_entry_by_entry);
	tcase_add_test(hostile, a_users_folder_of_anything_is_not_walked_to_its_end);
	tcase_add_test(hostile, a_fifo_is_not_even_opened);
	tcase_add_test(hostile, names_are_kept_raw);
	tcase_add_test(hostile, a_users_state_speaks_of_that_users_processes_alone);
	tcase_add_test(hostile, a_users_docker_speaks_of_that_users_processes_alone);
	tcase_add_test(hostile, unreadable_folders_are_said_once);
	tcase_add_test(hostile, what_may_never_answer_is_not_asked);
	tcase_add_test(hostile, state_of_the_system_that_may_never_answer_is_not_asked);
	tcase_add_test(hostile, homes_of_others_that_may_never_answer_are_not_looked_at);
	tcase_add_test(hostile, paths_do_not_lead_out);
	tcase_add_test(hostile, nothing_of_a_user_leads_out_of_their_home);
	tcase_add_test(find, find_init_by_name_or_id);
	tcase_add_test(find, find_init_leaves_names_to_the_scan_that_others_may_have);
	tcase_add_test(find, find_init_prefers_a_name_to_the_beginning_of_an_id);
	suite_add_tcase(suite, names);
	suite_add_tcase(suite, hostile);
	suite_add_tcase(suite, find);
	return suite;
}
