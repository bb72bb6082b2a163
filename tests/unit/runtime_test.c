/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests of the attribution of processes to containers: cgroups, supervisors, mounts, inheritance.
 */
#include <stdio.h>

#include "tests/unit/runtime_world.h"

#define POD_SLICE                                                                                  \
	"/kubepods.slice/kubepods-burstable.slice/"                                                \
	"kubepods-burstable-podaaaa1111_2222_3333_4444_555566667777.slice"
#define POD_FOLDER "/kubepods/burstable/pod0a1b2c3d-1111-2222-3333-444455556666"
#define USER_SLICE "/user.slice/user-1000.slice/user@1000.service"

/* A root mount and one of an engine's. */
#define MOUNTINFO(id, root, point)                                                                 \
	id " 1 254:0 / / rw,relatime - ext4 /dev/vda1 rw\n"                                        \
	   "99" id " " id " 254:0 " root " " point " rw,relatime - ext4 /dev/vda1 rw\n"

struct pattern {
	const char *cgroup, *container;
};

/* Each cgroup is a machine of its own; no engine has any state. */
static void expect_patterns(const struct pattern *patterns, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct fixture_process process = { .chain = "10",
			                                 .ppid = 1,
			                                 .cgroup = patterns[i].cgroup };
		struct world world;
		const char *got;

		world_open(&world, &process, 1);
		world_look(&world);
		got = world_container(&world, 10);
		ck_assert_msg(strcmp(got, patterns[i].container) == 0,
		              "%s: expected '%s', got '%s'", patterns[i].cgroup,
		              patterns[i].container, got);
		world_close(&world);
	}
}
#define EXPECT_PATTERNS(patterns) expect_patterns(patterns, ARRAY_SIZE(patterns))

START_TEST(cgroup_tells_the_container)
{
	static const struct pattern patterns[] = {
		{ "/docker/" ID_A, "docker:@aaaa" },
		{ "/system.slice/docker-" ID_A ".scope", "docker:@aaaa" },
		{ USER_SLICE "/user.slice/docker-" ID_A ".scope", "docker:@aaaa" },
		{ POD_SLICE "/docker-" ID_A ".scope", "docker:@aaaa" },
		{ "/system.slice/docker-" ID_A ".scope/init.scope", "docker:@aaaa" },
		{ POD_SLICE "/cri-containerd-" ID_A ".scope", "containerd:@aaaa" },
		{ "/system.slice/containerd.service/kubepods-burstable-pod"
		  "aaaa1111_2222_3333_4444_555566667777.slice:cri-containerd:" ID_A,
		  "containerd:@aaaa" },
		{ POD_FOLDER "/" ID_A, "containerd:@aaaa" },
		{ "/kubepods/besteffort/pod0123456789abcdef0123456789abcdef/" ID_A,
		  "containerd:@aaaa" },
		{ "/system.slice/nerdctl-" ID_A ".scope", "containerd:@aaaa" },
		{ POD_SLICE "/crio-" ID_A ".scope", "cri-o:@aaaa" },
		{ POD_SLICE "/crio-" ID_A ".scope/container", "cri-o:@aaaa" },
		{ POD_FOLDER "/crio-" ID_A, "cri-o:@aaaa" },
		{ "/machine.slice/libpod-" ID_A ".scope", "podman:@aaaa" },
		{ "/machine.slice/libpod-" ID_A ".scope/container", "podman:@aaaa" },
		{ "/machine.slice/libpod-" ID_A ".scope/container/supervisor", "podman:@aaaa" },
		{ "/libpod_parent/libpod-" ID_A, "podman:@aaaa" },
		{ "/libpod_parent/" ID_B "/libpod-" ID_A, "podman:@aaaa" },
		{ "/system.slice/web.service/libpod-payload-" ID_A, "podman:@aaaa" },
		{ USER_SLICE "/user.slice/libpod-" ID_A ".scope/container", "podman:@aaaa" },
		{ USER_SLICE "/user.slice/podman-4242.scope/" ID_A, "podman:@aaaa" },
		{ "/lxc.payload.web", "lxc:web" },
		{ "/lxc.payload.web/system.slice/nginx.service", "lxc:web" },
		{ "/lxc.payload/web", "lxc:web" },
		{ "/lxc/web", "lxc:web" },
		{ "/lxc.payload.shop_web", "lxc:shop_web" },
		{ "/machine.slice/machine-web.scope/payload", "nspawn:web" },
		{ "/machine.slice/machine-my\\x2dbox.scope/payload/init.scope", "nspawn:my-box" },
		{ "/machine.slice/systemd-nspawn@web.service/payload", "nspawn:web" },
	};

	EXPECT_PATTERNS(patterns);
}
END_TEST

START_TEST(cgroup_of_a_monitor_or_of_the_host_tells_none)
{
	static const struct pattern patterns[] = {
		{ "/", "-" },
		{ "/system.slice/docker.service", "-" },
		{ "/system.slice/containerd.service", "-" },
		{ POD_SLICE "/crio-conmon-" ID_A ".scope", "-" },
		{ "/machine.slice/libpod-conmon-" ID_A ".scope", "-" },
		{ "/machine.slice/libpod-" ID_A ".scope/supervisor", "-" },
		{ "/machine.slice/libpod-" ID_A ".scope/a.service/b/supervisor", "-" },
		{ "/system.slice/web.service/supervisor", "-" },
		{ "0::/\n4:memory:/libpod_parent/conmon\n1:name=systemd:/\n", "-" },
		{ "/lxc.monitor.web", "-" },
		{ "/lxc.monitor/web", "-" },
		{ "/lxc.pivot", "-" },
		{ "/machine.slice/machine-web.scope/supervisor", "-" },
		{ "/machine.slice/systemd-nspawn@web.service/supervisor", "-" },
		/* Virtual machines. */
		{ "/machine.slice/machine-qemu\\x2d1\\x2dvm.scope/libvirt/emulator", "-" },
		/* Almost, but not quite. */
		{ "/docker/aaaa", "-" },
		{ "/docker/" ID_A "b", "-" },
		{ "/docker/AAAAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "-" },
		{ "/docker-" ID_A "0.scope", "-" },
		{ "/x-docker-" ID_A ".scope", "-" },
		{ "/" ID_A, "-" },
		{ POD_FOLDER, "-" },
		{ "/machine.slice/machine-\\x2.scope/payload", "-" },
		{ "/machine.slice/machine-\\x00.scope/payload", "-" },
		{ "/lxc.payload.", "-" },
	};

	EXPECT_PATTERNS(patterns);
}
END_TEST

START_TEST(cgroup_v1_and_hybrid_lines_are_all_read)
{
	static const struct pattern patterns[] = {
		{ "9:name=systemd:/docker/" ID_A "\n4:memory:/docker/" ID_A "\n0::/docker/" ID_A
		  "\n",
		  "docker:@aaaa" },
		/* v1 only, as it is and with an empty v2 beside it. */
		{ "11:memory:/docker/" ID_A "\n1:name=systemd:/docker/" ID_A "\n", "docker:@aaaa" },
		{ "4:memory:/docker/" ID_A "\n1:name=systemd:/\n0::/system.slice/docker.service\n",
		  "docker:@aaaa" },
		/* nspawn: the controllers have the path of who started it. */
		{ "9:name=systemd:/machine.slice/machine-m.scope/payload\n4:memory:/user.slice\n"
		  "0::/machine.slice/machine-m.scope/payload\n",
		  "nspawn:m" },
		/* lxc-attach moves into a folder of its own on v2. */
		{ "9:name=systemd:/lxc.payload.web\n0::/lxc.payload.web/.lxc\n", "lxc:web" },
		/* A process that ends, after its cgroup was removed. */
		{ "9:name=systemd:/\n4:memory:/\n0::/docker/" ID_A " (deleted)\n", "docker:@aaaa" },
		{ "0::/lxc.payload.web (deleted)\n", "lxc:web" },
		/* Seen from inside another cgroup namespace. */
		{ "0::/../../docker/" ID_A "\n", "docker:@aaaa" },
	};

	EXPECT_PATTERNS(patterns);
}
END_TEST

START_TEST(cgroup_innermost_wins_and_the_chain_is_kept)
{
	static const struct pattern patterns[] = {
		{ "/docker/" ID_A "/docker/" ID_B, "docker:@bbbb in docker:@aaaa" },
		{ "/docker/" ID_A POD_SLICE "/cri-containerd-" ID_B ".scope",
		  "containerd:@bbbb in docker:@aaaa" },
		{ "/lxc.payload.web/docker/" ID_A, "docker:@aaaa in lxc:web" },
		{ "/lxc.payload.web/lxc.payload.web", "lxc:web in lxc:web" },
		{ "/lxc.payload.web/lxc.monitor.inner", "lxc:web" },
		{ "/docker/" ID_A "/libpod_parent/conmon", "docker:@aaaa" },
		{ "/docker/" ID_A "/machine.slice/libpod-conmon-" ID_B ".scope", "docker:@aaaa" },
		{ "/docker/" ID_A "/supervisor", "docker:@aaaa" },
		{ "/machine.slice/machine-m.scope/payload/lxc.payload.in/docker/" ID_A,
		  "docker:@aaaa in lxc:in in nspawn:m" },
	};

	EXPECT_PATTERNS(patterns);
}
END_TEST

START_TEST(cgroup_too_deep_keeps_the_innermost)
{
	static const struct pattern patterns[] = {
		{ "/lxc/1/lxc/2/lxc/3/lxc/4/lxc/5/lxc/6/lxc/7/lxc/8/lxc/9/lxc/10",
		  "lxc:10 in lxc:9 in lxc:8 in lxc:7 in lxc:6 in lxc:5 in lxc:4 in lxc:3" },
	};

	EXPECT_PATTERNS(patterns);
}
END_TEST

START_TEST(unit_is_the_last_of_systemds_hierarchy)
{
	static const struct {
		const char *cgroup, *unit;
	} units[] = {
		{ "/", NULL },
		{ "/system.slice/nginx.service", "nginx.service" },
		{ USER_SLICE "/app.slice/app-foo.scope", "app-foo.scope" },
		{ USER_SLICE "/init.scope", "init.scope" },
		{ "/user.slice", NULL },
		{ "/system.slice/a.service/inner/deep", "a.service" },
		{ "/lxc.payload.web/system.slice/cron.service", "cron.service" },
		{ "4:memory:/system.slice/no.service\n1:name=systemd:/system.slice/yes.service\n"
		  "0::/\n",
		  "yes.service" },
		{ "/.service", NULL },
	};
	struct world world;
	char chain[32];

	world_open(&world, NULL, 0);
	for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
		struct fixture_process process = { .chain = chain, .cgroup = units[i].cgroup };

		snprintf(chain, sizeof(chain), "%zu", 10 + i);
		fixture_add(&world.fixture, &process);
	}
	world_look(&world);
	for (size_t i = 0; i < ARRAY_SIZE(units); i++)
		ck_assert_pstr_eq(unit_process(&world.snapshot, (pid_t)(10 + i))->unit,
		                  units[i].unit);
	world_close(&world);
}
END_TEST

#define SHIM(space, id)                                                                            \
	.name = "containerd-shim",                                                                 \
	FIXTURE_COMMAND("/usr/bin/containerd-shim-runc-v2\0-namespace\0" space "\0-id\0" id        \
	                "\0-address\0/run/containerd/containerd.sock")
#define CONMON(id, called)                                                                         \
	.name = "conmon",                                                                          \
	FIXTURE_COMMAND("/usr/bin/conmon\0--api-version\0001\0-c\0" id "\0-u\0" ID_D               \
	                "\0-r\0/usr/bin/runc\0-n\0" called "\0--exit-dir\0/run/libpod/exits")

START_TEST(supervisor_tells_where_the_cgroup_is_silent)
{
	static const struct fixture_process table[] = {
		{ .chain = "20", .ppid = 1, SHIM("default", "cweb") },
		{ .chain = "21 1", .ppid = 20, .ns = 101 },
		{ .chain = "22 2", .ppid = 21, .ns = 101 },
		{ .chain = "23 9", .ppid = 20, .ns = 101, .name = "exec'd" },
		{ .chain = "24 10", .ppid = 23, .ns = 101 },
		{ .chain = "30", .ppid = 1, SHIM("moby", ID_A) },
		{ .chain = "31 1", .ppid = 30, .ns = 102 },
		{ .chain = "40", .ppid = 1, CONMON(ID_B, "pweb") },
		{ .chain = "41 1", .ppid = 40, .ns = 103 },
		{ .chain = "42", .ppid = 1, CONMON(ID_B, "pweb") },
		{ .chain = "43 7", .ppid = 42, .ns = 103 },
		{ .chain = "50",
		  .ppid = 1,
		  .name = "systemd-nspawn",
		  FIXTURE_COMMAND("systemd-nspawn\0-D\0/srv/m\0-M\0nm1\0--keep-unit"),
		  .cgroup = "/supervisor" },
		{ .chain = "51 1", .ppid = 50, .ns = 104, .cgroup = "/payload" },
		{ .chain = "52 2", .ppid = 51, .ns = 104, .cgroup = "/payload" },
		{ .chain = "60", .ppid = 1, CONMON(ID_C, "k8s_app_webpod_shop_uid_0") },
		{ .chain = "61 1", .ppid = 60, .ns = 105 },
		{ .chain = "70",
		  .ppid = 1,
		  .name = "containerd-shim",
		  FIXTURE_COMMAND(
			  "containerd-shim\0-namespace\0moby\0-workdir\0/var/lib/containerd/"
			  "io.containerd.runtime.v1.linux/moby/" ID_D) },
		{ .chain = "71 1", .ppid = 70, .ns = 106 },
	};
	static const struct expectation expected[] = {
		{ 20, "-" },
		{ 21, "containerd:cweb" },
		{ 22, "containerd:cweb" },
		{ 23, "containerd:cweb" },
		{ 24, "containerd:cweb" },
		{ 30, "-" },
		{ 31, "docker:@aaaa" },
		{ 40, "-" },
		{ 41, "podman:pweb" },
		{ 42, "-" },
		{ 43, "podman:pweb" },
		{ 50, "-" },
		{ 51, "nspawn:nm1" },
		{ 52, "nspawn:nm1" },
		{ 60, "-" },
		{ 61, "cri-o:shop/webpod/app" },
		{ 70, "-" },
		{ 71, "docker:@dddd" },
	};
	struct world world;

	WORLD_OPEN(&world, table);
	world_look(&world);
	WORLD_EXPECT(&world, expected);
	ck_assert_uint_eq(world.snapshot.ncontainers, 6);
	world_close(&world);
}
END_TEST

START_TEST(supervisor_of_a_pod_does_not_name_its_containers)
{
	static const struct fixture_process table[] = {
		{ .chain = "20", .ppid = 1, SHIM("k8s.io", ID_A) },
		{ .chain = "21 1", .ppid = 20, .ns = 101, .cgroup = POD_FOLDER "/" ID_A },
		{ .chain = "22 7", .ppid = 20, .ns = 101, .cgroup = POD_FOLDER "/" ID_B },
		{ .chain = "23 13", .ppid = 20, .ns = 101, .cgroup = POD_FOLDER "/" ID_C },
	};
	static const struct expectation expected[] = {
		{ 20, "-" },
		{ 21, "containerd:@aaaa" },
		{ 22, "containerd:@bbbb" },
		{ 23, "containerd:@cccc" },
	};
	struct world world;

	WORLD_OPEN(&world, table);
	world_look(&world);
	WORLD_EXPECT(&world, expected);
	world_close(&world);
}
END_TEST

START_TEST(supervisor_of_a_pod_means_its_sandbox_alone)
{
	static const struct fixture_process table[] = {
		{ .chain = "20", .ppid = 1, SHIM("k8s.io", ID_A) },
		{ .chain = "21 1", .ppid = 20, .ns = 101 },
		{ .chain = "22 1", .ppid = 20, .ns = 102 },
		{ .chain = "23 1", .ppid = 20, .ns = 103 },
		/* All of a node's in one cgroup. */
		{ .chain = "30", .ppid = 1, .cgroup = "/docker/" ID_E, SHIM("k8s.io", ID_D) },
		{ .chain = "31 1", .ppid = 30, .ns = 104, .cgroup = "/docker/" ID_E },
	};
	static const struct expectation expected[] = {
		{ 20, "-" }, { 21, "containerd:@aaaa" }, { 22, "-" },
		{ 23, "-" }, { 30, "docker:@eeee" },     { 31, "docker:@eeee" },
	};
	struct world world;

	WORLD_OPEN(&world, table);
	/* Where the bundle may not be read, nothing is said. */
	world_look(&world);
	world_expect(&world, 21, "-");
	world_expect(&world, 22, "-");
	world_close(&world);
	WORLD_OPEN(&world, table);
	world_write(&world, "run/containerd/io.containerd.runtime.v2.task/k8s.io/" ID_A "/init.pid",
	            "21");
	world_look(&world);
	WORLD_EXPECT(&world, expected);
	world_close(&world);
}
END_TEST

START_TEST(shared_and_host_namespaces_are_told_apart)
{
	static const struct fixture_process table[] = {
		{ .chain = "20", .ppid = 1, SHIM("moby", ID_A) },
		{ .chain = "21 1", .ppid = 20, .ns = 101, .cgroup = "/docker/" ID_A },
		{ .chain = "30", .ppid = 1, SHIM("moby", ID_B) },
		{ .chain = "31 15", .ppid = 30, .ns = 101, .cgroup = "/docker/" ID_B },
		{ .chain = "40", .ppid = 1, SHIM("moby", ID_C) },
		{ .chain = "41", .ppid = 40, .cgroup = "/docker/" ID_C },
		{ .chain = "42", .ppid = 41, .cgroup = "/system.slice/cron.service" },
		{ .chain = "43",
		  .ppid = 40,
		  .name = "runc",
		  .cgroup = "/system.slice/containerd.service" },
	};
	static const struct expectation expected[] = {
		{ 21, "docker:@aaaa" },
		{ 31, "docker:@bbbb" },
		{ 41, "docker:@cccc" },
		{ 40, "-" },
		{ 42, "-" },
		{ 43, "-" },
	};
	struct world world;

	WORLD_OPEN(&world, table);
	world_look(&world);
	WORLD_EXPECT(&world, expected);
	ck_assert_uint_eq(
		world.snapshot.namespaces[unit_namespace(&world.snapshot, 101)].ncontainers, 2);
	world_close(&world);
}
END_TEST

START_TEST(mounts_tell_what_neither_cgroup_nor_parent_does)
{
	static const struct fixture_process table[] = {
		{ .chain = "20", .ppid = 1, .name = "nsenter" },
		{ .chain = "21 8",
		  .ppid = 20,
		  .ns = 101,
		  .mountinfo = MOUNTINFO("70", "/var/lib/docker/containers/" ID_A "/hostname",
		                         "/etc/hostname") },
		{ .chain = "31 1",
		  .ppid = 1,
		  .ns = 102,
		  .mountinfo = MOUNTINFO(
			  "71", "/containers/vfs-containers/" ID_B "/userdata/.containerenv",
			  "/run/.containerenv") },
		{ .chain = "41 1",
		  .ppid = 1,
		  .ns = 103,
		  .mountinfo =
		          MOUNTINFO("72", "/systemd/nspawn/propagate/nm1", "/run/host/incoming") },
		{ .chain = "42 2", .ppid = 41, .ns = 103 },
		/* An engine's folders as mount points are the host's view of them. */
		{ .chain = "51 1",
		  .ppid = 1,
		  .ns = 104,
		  .mountinfo =
		          MOUNTINFO("73", "/", "/var/lib/docker/containers/" ID_A "/hostname") },
		/* Somebody else's file of that name. */
		{ .chain = "61 1",
		  .ppid = 1,
		  .ns = 105,
		  .mountinfo = MOUNTINFO("74", "/srv/" ID_A "/hostname", "/etc/hostname") },
		{ .chain = "71 1",
		  .ppid = 1,
		  .ns = 106,
		  .mountinfo = MOUNTINFO("75", "/var/lib/docker/containers/" ID_A "/hostname",
		                         "/mnt/hostname") },
		/* What is mounted later lies on top. */
		{ .chain = "76 1",
		  .ppid = 1,
		  .ns = 109,
		  .mountinfo = MOUNTINFO("76", "/containers/" ID_A "/hosts", "/etc/hosts")
		          MOUNTINFO("77", "/overlay-containers/" ID_B "/userdata/hosts",
		                    "/etc/hosts") },
		{ .chain = "81 1", .ppid = 1, .ns = 107, .mountinfo = "" },
		{ .chain = "91 1",
		  .ppid = 1,
		  .ns = 108,
		  .mountinfo = "1 2 3\n\n  /etc/hostname\n" },
	};
	static const struct expectation expected[] = {
		{ 20, "-" },
		{ 21, "docker:@aaaa" },
		{ 31, "podman:@bbbb" },
		{ 41, "nspawn:nm1" },
		{ 42, "nspawn:nm1" },
		{ 51, "-" },
		{ 61, "-" },
		{ 71, "-" },
		{ 76, "podman:@bbbb" },
		{ 81, "-" },
		{ 91, "-" },
	};
	struct world world;

	WORLD_OPEN(&world, table);
	world_look(&world);
	WORLD_EXPECT(&world, expected);
	world_close(&world);
}
END_TEST

START_TEST(mounts_shared_with_the_init_tell_who_entered)
{
	static const struct fixture_process table[] = {
		{ .chain = "20", .ppid = 1, .cgroup = "/lxc.monitor.web" },
		{ .chain = "21 1",
		  .ppid = 20,
		  .ns = 101,
		  .mounts = 5,
		  .cgroup = "/lxc.payload.web" },
		{ .chain = "30", .ppid = 1, .name = "lxc-attach" },
		{ .chain = "31 9", .ppid = 30, .ns = 101, .mounts = 5 },
		/* nsenter -p alone: the files are still the host's. */
		{ .chain = "32 10", .ppid = 30, .ns = 101, .mounts = 1 },
		/* Both in the files of the viewer: that says nothing. */
		{ .chain = "41 1",
		  .ppid = 1,
		  .ns = 102,
		  .mounts = 1,
		  .cgroup = "/lxc.payload.odd" },
		{ .chain = "42 2", .ppid = 30, .ns = 102, .mounts = 1 },
	};
	static const struct expectation expected[] = {
		{ 21, "lxc:web" }, { 31, "lxc:web" }, { 32, "-" },
		{ 41, "lxc:odd" }, { 42, "-" },       { 30, "-" },
	};
	struct world world;

	WORLD_OPEN(&world, table);
	world_look(&world);
	WORLD_EXPECT(&world, expected);
	world_close(&world);
}
END_TEST

START_TEST(inheritance_stops_at_cgroups_and_namespaces)
{
	static const struct fixture_process table[] = {
		{ .chain = "21 1", .ppid = 1, .ns = 101, .cgroup = "/docker/" ID_A },
		{ .chain = "22 2", .ppid = 21, .ns = 101 },
		{ .chain = "23 3", .ppid = 22, .ns = 101, .cgroup = "/docker/" ID_B },
		{ .chain = "24 4", .ppid = 23, .ns = 101 },
		{ .chain = "25 5",
		  .ppid = 24,
		  .ns = 101,
		  .cgroup = "/docker/" ID_A "/lxc.monitor.x" },
		/* A monitor belongs to what is around it. */
		{ .chain = "28 8",
		  .ppid = 24,
		  .ns = 101,
		  .cgroup = "/machine.slice/libpod-conmon-" ID_C ".scope" },
		/* unshare -p in the container. */
		{ .chain = "26 6 1", .ppid = 22, .ns = 102 },
		{ .chain = "27 7 2", .ppid = 26, .ns = 102 },
		/* unshare -p on the host. */
		{ .chain = "31 1", .ppid = 1, .ns = 103, .name = "sh" },
		{ .chain = "32 2", .ppid = 31, .ns = 103 },
	};
	static const struct expectation expected[] = {
		{ 21, "docker:@aaaa" },
		{ 22, "docker:@aaaa" },
		{ 23, "docker:@bbbb" },
		{ 24, "docker:@bbbb" },
		{ 25, "docker:@aaaa" },
		{ 26, "docker:@aaaa" },
		{ 27, "docker:@aaaa" },
		{ 28, "docker:@bbbb" },
		{ 31, "-" },
		{ 32, "-" },
	};
	struct world world;

	WORLD_OPEN(&world, table);
	world_look(&world);
	WORLD_EXPECT(&world, expected);
	world_close(&world);
}
END_TEST

START_TEST(inheritance_survives_a_circle_of_parents)
{
	static const struct fixture_process table[] = {
		{ .chain = "21 2", .ppid = 23, .ns = 101 },
		{ .chain = "22 3", .ppid = 21, .ns = 101 },
		{ .chain = "23 4", .ppid = 22, .ns = 101 },
		{ .chain = "24 5", .ppid = 24, .ns = 101 },
	};
	struct world world;

	WORLD_OPEN(&world, table);
	world_look(&world);
	world_expect(&world, 21, "-");
	world_expect(&world, 24, "-");
	world_close(&world);
}
END_TEST

START_TEST(a_container_in_the_cgroup_of_the_one_around_it)
{
	static const struct fixture_process table[] = {
		{ .chain = "21 1", .ppid = 1, .ns = 101, .cgroup = "/docker/" ID_A },
		{ .chain = "22 2",
		  .ppid = 21,
		  .ns = 101,
		  .cgroup = "/docker/" ID_A,
		  CONMON(ID_B, "inner") },
		{ .chain = "23 3 1", .ppid = 22, .ns = 102, .cgroup = "/docker/" ID_A },
		{ .chain = "24 4 2", .ppid = 23, .ns = 102, .cgroup = "/docker/" ID_A },
		{ .chain = "25 5 3", .ppid = 24, .ns = 102, .cgroup = "/docker/" ID_A },
		{ .chain = "26 6 4 1", .ppid = 25, .ns = 103, .cgroup = "/docker/" ID_A },
	};
	static const struct expectation expected[] = {
		{ 21, "docker:@aaaa" },
		{ 22, "docker:@aaaa" },
		{ 23, "podman:inner in docker:@aaaa" },
		{ 24, "podman:inner in docker:@aaaa" },
		{ 25, "podman:inner in docker:@aaaa" },
		{ 26, "podman:inner in docker:@aaaa" },
	};
	struct world world;

	WORLD_OPEN(&world, table);
	world_look(&world);
	WORLD_EXPECT(&world, expected);
	world_close(&world);
}
END_TEST

START_TEST(a_monitor_in_the_cgroup_of_its_own_container)
{
	static const struct fixture_process table[] = {
		{ .chain = "20",
		  .ppid = 1,
		  .cgroup = "/machine.slice/libpod-" ID_A ".scope",
		  CONMON(ID_A, "web") },
		{ .chain = "21 1",
		  .ppid = 20,
		  .ns = 101,
		  .cgroup = "/machine.slice/libpod-" ID_A ".scope" },
		{ .chain = "22 2",
		  .ppid = 21,
		  .ns = 101,
		  .cgroup = "/machine.slice/libpod-" ID_A ".scope",
		  CONMON(ID_A, "web") },
	};
	struct world world;

	WORLD_OPEN(&world, table);
	world_look(&world);
	world_expect(&world, 20, "-");
	world_expect(&world, 21, "podman:@aaaa");
	/* Calling itself conmon does not get a process out of its container. */
	world_expect(&world, 22, "podman:@aaaa");
	world_close(&world);
}
END_TEST

START_TEST(rootless_podman_in_the_namespace_of_the_host)
{
	static const struct fixture_process table[] = {
		{ .chain = "20", .ppid = 1, CONMON(ID_A, "web") },
		{ .chain = "21",
		  .ppid = 20,
		  .mountinfo = MOUNTINFO(
			  "70", "/user/1000/containers/overlay-containers/" ID_A "/userdata/hosts",
			  "/etc/hosts") },
		{ .chain = "22", .ppid = 21 },
		{ .chain = "23", .ppid = 20, .name = "runc", .mounts = 1 },
		{ .chain = "24", .ppid = 23 },
		{ .chain = "25", .ppid = 22, .cgroup = "/docker/" ID_B },
		/* By its cgroup it has left. */
		{ .chain = "26", .ppid = 25, .cgroup = "/system.slice/cron.service" },
	};
	static const struct expectation expected[] = {
		{ 20, "-" },
		{ 21, "podman:@aaaa" },
		{ 22, "podman:@aaaa" },
		{ 23, "-" },
		{ 24, "-" },
		{ 25, "docker:@bbbb" },
		{ 26, "-" },
	};
	struct world world;

	WORLD_OPEN(&world, table);
	world_look(&world);
	WORLD_EXPECT(&world, expected);
	world_close(&world);
}
END_TEST

START_TEST(lxc_is_named_and_told_from_its_family_by_its_monitor)
{
	static const struct fixture_process table[] = {
		{ .chain = "20",
		  .ppid = 1,
		  .name = "lxc-start",
		  .cgroup = "/lxc.monitor.lx1-1",
		  FIXTURE_COMMAND("[lxc monitor] /var/lib/lxc lx1") },
		{ .chain = "21 1", .ppid = 20, .ns = 101, .cgroup = "/lxc.payload.lx1-1" },
		{ .chain = "22 2", .ppid = 21, .ns = 101, .cgroup = "/lxc.payload.lx1-1" },
		{ .chain = "30",
		  .ppid = 1,
		  FIXTURE_COMMAND("[lxc monitor] /var/lib/incus/containers web-2") },
		{ .chain = "31 1", .ppid = 30, .ns = 102, .cgroup = "/lxc.payload.web-2" },
		{ .chain = "40",
		  .ppid = 1,
		  FIXTURE_COMMAND("[lxc monitor] /var/snap/lxd/common/lxd/containers db") },
		{ .chain = "41 1", .ppid = 40, .ns = 103, .cgroup = "/lxc.payload.db" },
		/* Not the monitor of this one. */
		{ .chain = "50", .ppid = 1, FIXTURE_COMMAND("[lxc monitor] /var/lib/lxc other") },
		{ .chain = "51 1", .ppid = 50, .ns = 104, .cgroup = "/lxc.payload.mine-1" },
	};
	static const struct expectation expected[] = {
		{ 20, "-" },           { 21, "lxc:lx1" }, { 22, "lxc:lx1" },
		{ 31, "incus:web-2" }, { 41, "lxd:db" },  { 51, "lxc:mine-1" },
	};
	struct world world;

	WORLD_OPEN(&world, table);
	world_look(&world);
	WORLD_EXPECT(&world, expected);
	world_close(&world);
}
END_TEST

START_TEST(sandboxes_have_the_name_of_who_made_them)
{
	static const struct fixture_process table[] = {
		{ .chain = "20",
		  .ppid = 1,
		  .name = "bwrap",
		  FIXTURE_COMMAND("bwrap\0--unshare-pid") },
		{ .chain = "21 1", .ppid = 20, .ns = 101, .name = "bwrap" },
		{ .chain = "22 2", .ppid = 21, .ns = 101, .name = "sleep" },
		{ .chain = "23 3", .ppid = 1, .ns = 101, .name = "entered" },
		{ .chain = "24 4 1", .ppid = 22, .ns = 109, .name = "bwrap" },
		{ .chain = "30",
		  .ppid = 1,
		  .name = "bwrap",
		  .cgroup =
		          USER_SLICE "/app.slice/app-flatpak-org.gimp.GIMP\\x2dstable-4242.scope" },
		{ .chain = "31 1",
		  .ppid = 30,
		  .ns = 102,
		  .name = "bwrap",
		  .cgroup =
		          USER_SLICE "/app.slice/app-flatpak-org.gimp.GIMP\\x2dstable-4242.scope" },
		{ .chain = "41 1",
		  .ppid = 1,
		  .ns = 103,
		  .name = "firefox",
		  .cgroup = USER_SLICE "/app.slice/snap.firefox.firefox-"
		                       "0a1b2c3d-1111-2222-3333-444455556666.scope" },
		{ .chain = "50", .ppid = 1, .name = "chrome" },
		{ .chain = "51 1",
		  .ppid = 50,
		  .ns = 104,
		  .name = "chrome",
		  FIXTURE_COMMAND("/opt/google/chrome/chrome\0--type=zygote") },
		{ .chain = "60",
		  .ppid = 1,
		  .name = "firejail",
		  FIXTURE_COMMAND("firejail\0--name=mail\0mutt") },
		{ .chain = "61 1", .ppid = 60, .ns = 105, .name = "firejail" },
		{ .chain = "70", .ppid = 1, .name = "unshare" },
		{ .chain = "71 1", .ppid = 70, .ns = 106, .name = "sh" },
		/* In a container it is the container's affair. */
		{ .chain = "81 1", .ppid = 1, .ns = 107, .cgroup = "/docker/" ID_A },
		{ .chain = "82 2", .ppid = 81, .ns = 107, .name = "bwrap" },
		{ .chain = "83 3 1", .ppid = 82, .ns = 108, .name = "bwrap" },
	};
	static const struct expectation expected[] = {
		{ 20, "-" },
		{ 21, "sandbox:bwrap" },
		{ 22, "sandbox:bwrap" },
		{ 23, "sandbox:bwrap" },
		{ 24, "sandbox:bwrap" },
		{ 30, "-" },
		{ 31, "sandbox:org.gimp.GIMP-stable" },
		{ 41, "sandbox:firefox" },
		{ 50, "-" },
		{ 51, "sandbox:chrome" },
		{ 61, "sandbox:mail" },
		{ 71, "-" },
		{ 82, "docker:@aaaa" },
		{ 83, "docker:@aaaa" },
	};
	struct world world;

	WORLD_OPEN(&world, table);
	world_look(&world);
	WORLD_EXPECT(&world, expected);
	world_close(&world);
}
END_TEST

START_TEST(a_cgroup_made_to_look_like_anothers_container)
{
	static const struct fixture_process table[] = {
		{ .chain = "20", .ppid = 1, .cgroup = "/docker/" ID_A },
		{ .chain = "21", .ppid = 1, .cgroup = "/lxc.payload.evil/docker/" ID_A },
	};
	struct world world;

	WORLD_OPEN(&world, table);
	world_write(&world, "var/lib/docker/containers/" ID_A "/config.v2.json",
	            "{\"Name\":\"/web\"}");
	world_look(&world);
	world_expect(&world, 20, "docker:web");
	world_expect(&world, 21, "docker:@aaaa in lxc:evil");
	world_close(&world);
}
END_TEST

START_TEST(an_id_of_roots_container_in_a_users_hands)
{
	static const struct fixture_process table[] = {
		{ .chain = "20", .ppid = 1, .cgroup = "/docker/" ID_A },
		/* In a cgroup of their own making, before that of root is seen and after. */
		{ .chain = "11",
		  .ppid = 1,
		  .uid = 1000,
		  .cgroup = USER_SLICE "/docker-" ID_A ".scope" },
		{ .chain = "21",
		  .ppid = 1,
		  .uid = 1000,
		  .cgroup = USER_SLICE "/docker-" ID_B ".scope" },
		{ .chain = "22", .ppid = 1, .cgroup = "/docker/" ID_B },
		{ .chain = "23", .ppid = 1, .cgroup = "/lxc.payload.web" },
		{ .chain = "24", .ppid = 1, .uid = 1000, .cgroup = USER_SLICE "/lxc.payload.web" },
		/* By a program that calls itself a monitor. */
		{ .chain = "30", .ppid = 1, .cgroup = "/libpod_parent/libpod-" ID_C },
		{ .chain = "31", .ppid = 1, .uid = 1000, CONMON(ID_C, "x") },
		{ .chain = "32 1", .ppid = 31, .ns = 101, .uid = 1000 },
		{ .chain = "33", .ppid = 1, .uid = 1000, SHIM("moby", ID_A) },
		{ .chain = "34 1", .ppid = 33, .ns = 102, .uid = 1000 },
		/* By mounts in a namespace of their own; the parent has ended. */
		{ .chain = "41 1",
		  .ppid = 1,
		  .ns = 103,
		  .uid = 1000,
		  .mountinfo = MOUNTINFO("70", "/var/lib/docker/containers/" ID_A "/hostname",
		                         "/etc/hostname") },
		/* In a container, by the root of it. */
		{ .chain = "50", .ppid = 1, .cgroup = "/lxc.payload.evil" },
		{ .chain = "51", .ppid = 50, .cgroup = "/lxc.payload.evil", SHIM("moby", ID_A) },
		{ .chain = "52 1", .ppid = 51, .ns = 104, .cgroup = "/lxc.payload.evil" },
		{ .chain = "35", .ppid = 1, .uid = 1000, CONMON(ID_E, "forged") },
		{ .chain = "36 1",
		  .ppid = 35,
		  .ns = 106,
		  .cgroup = "/machine.slice/libpod-" ID_E ".scope" },
		/* A service of the system's with User=ann. */
		{ .chain = "37", .ppid = 1, .uid = 1000, CONMON(ID_B, "service") },
		{ .chain = "38 1",
		  .ppid = 37,
		  .ns = 107,
		  .uid = 1000,
		  .cgroup = "/system.slice/a.service/libpod-payload-" ID_B },
		/* Root's shim, of a container that has no cgroup to be seen. */
		{ .chain = "60", .ppid = 1, SHIM("moby", ID_D) },
		{ .chain = "61 1", .ppid = 60, .ns = 105 },
	};
	static const struct expectation expected[] = {
		{ 20, "docker:web" },
		{ 11, "docker:forged" },
		{ 21, "docker:@bbbb" },
		{ 22, "docker:db" },
		{ 23, "lxc:web" },
		{ 24, "lxc:web" },
		{ 30, "podman:@cccc" },
		{ 32, "podman:x" },
		{ 34, "docker:forged" },
		{ 36, "podman:@eeee" },
		{ 38, "podman:service" },
		{ 41, "docker:forged" },
		{ 52, "docker:@aaaa in lxc:evil" },
		{ 61, "docker:roots" },
	};
	struct world world;

	WORLD_OPEN(&world, table);
	world_write(&world, "etc/passwd", "ann:x:1000:1000:Ann:/home/ann:/bin/sh\n");
	world_write(&world, "home/ann/.local/share/docker/containers/" ID_A "/config.v2.json",
	            "{\"Name\":\"/forged\"}");
	world_write(&world, "var/lib/docker/containers/" ID_A "/config.v2.json",
	            "{\"Name\":\"/web\"}");
	world_write(&world, "var/lib/docker/containers/" ID_B "/config.v2.json",
	            "{\"Name\":\"/db\"}");
	world_write(&world, "var/lib/docker/containers/" ID_D "/config.v2.json",
	            "{\"Name\":\"/roots\"}");
	for (int i = 0; i < 2; i++) {
		world_look(&world);
		WORLD_EXPECT(&world, expected);
		ck_assert_uint_ne(unit_process(&world.snapshot, 23)->container,
		                  unit_process(&world.snapshot, 24)->container);
	}
	world_close(&world);
}
END_TEST

START_TEST(one_id_in_two_engines)
{
	static const struct fixture_process table[] = {
		/* cri-dockerd: the cgroup of a pod and Docker's shim. */
		{ .chain = "20", .ppid = 1, SHIM("moby", ID_A) },
		{ .chain = "21 1", .ppid = 20, .ns = 101, .cgroup = POD_FOLDER "/" ID_A },
		{ .chain = "22 9", .ppid = 20, .ns = 101 },
		/* Engines that have nothing to do with each other. */
		{ .chain = "30", .ppid = 1, .cgroup = "/docker/" ID_B },
		{ .chain = "31", .ppid = 1, .cgroup = "/libpod_parent/libpod-" ID_B },
		{ .chain = "32", .ppid = 1, .cgroup = "/lxc.payload." ID_B },
	};
	struct world world;

	WORLD_OPEN(&world, table);
	world_look(&world);
	ck_assert_uint_eq(unit_process(&world.snapshot, 21)->container,
	                  unit_process(&world.snapshot, 22)->container);
	world_expect(&world, 30, "docker:@bbbb");
	world_expect(&world, 31, "podman:@bbbb");
	world_expect(&world, 32, "lxc:" ID_B);
	ck_assert_uint_eq(world.snapshot.ncontainers, 4);
	world_close(&world);
}
END_TEST

START_TEST(two_sandboxes_of_one_name_are_two_containers)
{
	static const struct fixture_process table[] = {
		{ .chain = "20", .ppid = 1, .name = "bwrap" },
		{ .chain = "21 1", .ppid = 20, .ns = 101, .name = "bwrap" },
		{ .chain = "22 1", .ppid = 20, .ns = 102, .name = "bwrap" },
	};
	struct world world;

	WORLD_OPEN(&world, table);
	world_look(&world);
	ck_assert_uint_eq(world.snapshot.ncontainers, 2);
	ck_assert_uint_ne(unit_process(&world.snapshot, 21)->container,
	                  unit_process(&world.snapshot, 22)->container);
	world_close(&world);
}
END_TEST

START_TEST(looking_again_follows_what_changed)
{
	static const struct fixture_process table[] = {
		{ .chain = "20", .ppid = 1, CONMON(ID_A, "one") },
		{ .chain = "21 1", .ppid = 20, .ns = 101, .start = 500 },
		{ .chain = "31 1", .ppid = 1, .ns = 102, .cgroup = "/docker/" ID_B },
	};
	static const struct fixture_process other = {
		.chain = "21 1", .ppid = 1, .ns = 103, .start = 900
	};
	struct world world;

	WORLD_OPEN(&world, table);
	for (int i = 0; i < 3; i++) {
		world_look(&world);
		world_expect(&world, 21, "podman:one");
		world_expect(&world, 31, "docker:@bbbb");
		ck_assert_uint_eq(world.snapshot.ncontainers, 2);
	}
	/* The container is gone, and another process has its PID. */
	fixture_remove(&world.fixture, 20);
	fixture_remove(&world.fixture, 21);
	fixture_add(&world.fixture, &other);
	for (int i = 0; i < 40; i++) {
		world_look(&world);
		world_expect(&world, 21, "-");
		ck_assert_uint_eq(world.snapshot.ncontainers, 1);
	}
	world_close(&world);
}
END_TEST

Suite *runtime_suite(void)
{
	Suite *suite = suite_create("runtime");
	TCase *cgroups = tcase_create("cgroups"), *others = tcase_create("others");

	tcase_add_test(cgroups, cgroup_tells_the_container);
	tcase_add_test(cgroups, cgroup_of_a_monitor_or_of_the_host_tells_none);
	tcase_add_test(cgroups, cgroup_v1_and_hybrid_lines_are_all_read);
	tcase_add_test(cgroups, cgroup_innermost_wins_and_the_chain_is_kept);
	tcase_add_test(cgroups, cgroup_too_deep_keeps_the_innermost);
	tcase_add_test(cgroups, unit_is_the_last_of_systemds_hierarchy);
	tcase_add_test(others, supervisor_tells_where_the_cgroup_is_silent);
	tcase_add_test(others, supervisor_of_a_pod_does_not_name_its_containers);
	tcase_add_test(others, supervisor_of_a_pod_means_its_sandbox_alone);
	tcase_add_test(others, shared_and_host_namespaces_are_told_apart);
	tcase_add_test(others, mounts_tell_what_neither_cgroup_nor_parent_does);
	tcase_add_test(others, mounts_shared_with_the_init_tell_who_entered);
	tcase_add_test(others, inheritance_stops_at_cgroups_and_namespaces);
	tcase_add_test(others, inheritance_survives_a_circle_of_parents);
	tcase_add_test(others, a_container_in_the_cgroup_of_the_one_around_it);
	tcase_add_test(others, a_monitor_in_the_cgroup_of_its_own_container);
	tcase_add_test(others, rootless_podman_in_the_namespace_of_the_host);
	tcase_add_test(others, lxc_is_named_and_told_from_its_family_by_its_monitor);
	tcase_add_test(others, sandboxes_have_the_name_of_who_made_them);
	tcase_add_test(others, a_cgroup_made_to_look_like_anothers_container);
	tcase_add_test(others, an_id_of_roots_container_in_a_users_hands);
	tcase_add_test(others, one_id_in_two_engines);
	tcase_add_test(others, two_sandboxes_of_one_name_are_two_containers);
	tcase_add_test(others, looking_again_follows_what_changed);
	suite_add_tcase(suite, cgroups);
	suite_add_tcase(suite, others);
	return suite;
}
