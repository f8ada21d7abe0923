namespace Berth.Oci.Tests.Runtime;

/// <summary>A config.json with every Linux field of the specification.</summary>
internal static class EveryField
{
    internal const string Json = """
        {"ociVersion":"1.3.0",
         "process":{"terminal":true,"consoleSize":{"height":24,"width":80},
          "user":{"uid":1,"gid":2,"umask":18,"additionalGids":[3,4294967295]},
          "args":["a","b"],"env":["A=b"],"cwd":"/w",
          "capabilities":{"bounding":["CAP_KILL"],"effective":["CAP_KILL"],"inheritable":["CAP_KILL"],"permitted":["CAP_KILL"],"ambient":["CAP_KILL"]},
          "rlimits":[{"type":"RLIMIT_CORE","hard":18446744073709551615,"soft":0}],
          "noNewPrivileges":true,"apparmorProfile":"p","oomScoreAdj":-5,
          "scheduler":{"policy":"SCHED_OTHER","nice":-1,"priority":2,"flags":["SCHED_FLAG_RECLAIM"],"runtime":1,"deadline":2,"period":3},
          "selinuxLabel":"l","ioPriority":{"class":"IOPRIO_CLASS_BE","priority":4},"execCPUAffinity":{"initial":"0","final":"0-3"}},
         "root":{"path":"rootfs","readonly":true},"hostname":"h","domainname":"d",
         "mounts":[{"destination":"/d","type":"t","source":"s","options":["o"],
           "uidMappings":[{"containerID":0,"hostID":1,"size":2}],"gidMappings":[{"containerID":0,"hostID":1,"size":2}]}],
         "hooks":{"prestart":[{"path":"/p","args":["p"],"env":["E=f"],"timeout":3}],"createRuntime":[{"path":"/p"}],"createContainer":[{"path":"/p"}],
           "startContainer":[{"path":"/p"}],"poststart":[{"path":"/p"}],"poststop":[{"path":"/p"}]},
         "annotations":{"a.b/c":"v","":"empty key"},
         "linux":{"uidMappings":[{"containerID":0,"hostID":1,"size":2}],"gidMappings":[{"containerID":0,"hostID":1,"size":2}],
          "sysctl":{"net.core.somaxconn":"256"},
          "resources":{"devices":[{"allow":false,"access":"rwm"},{"allow":true,"type":"c","major":10,"minor":-1,"access":"r"}],
           "memory":{"limit":-1,"reservation":2,"swap":3,"kernel":4,"kernelTCP":5,"swappiness":6,"disableOOMKiller":false,"useHierarchy":true,"checkBeforeUpdate":true},
           "cpu":{"shares":1,"quota":-2,"burst":3,"period":4,"realtimeRuntime":5,"realtimePeriod":6,"cpus":"0","mems":"0","idle":1},
           "pids":{"limit":7},
           "blockIO":{"weight":10,"leafWeight":11,"weightDevice":[{"major":8,"minor":0,"weight":500,"leafWeight":300}],
             "throttleReadBpsDevice":[{"major":8,"minor":0,"rate":600}],"throttleWriteBpsDevice":[{"major":8,"minor":0,"rate":601}],
             "throttleReadIOPSDevice":[{"major":8,"minor":0,"rate":602}],"throttleWriteIOPSDevice":[{"major":8,"minor":0,"rate":603}]},
           "hugepageLimits":[{"pageSize":"2MB","limit":9223372036854772000}],
           "network":{"classID":1048577,"priorities":[{"name":"eth0","priority":500}]},
           "rdma":{"mlx5_1":{"hcaHandles":3,"hcaObjects":10000}},
           "unified":{"memory.high":"max"}},
          "cgroupsPath":"/a/b",
          "namespaces":[{"type":"pid","path":"/proc/1/ns/pid"},{"type":"network"}],
          "devices":[{"path":"/dev/fuse","type":"c","major":10,"minor":229,"fileMode":438,"uid":0,"gid":1}],
          "netDevices":{"eth0":{"name":"net0"},"ens4":{}},
          "seccomp":{"defaultAction":"SCMP_ACT_ERRNO","defaultErrnoRet":38,"architectures":["SCMP_ARCH_X86_64"],"flags":["SECCOMP_FILTER_FLAG_LOG"],
            "listenerPath":"/s","listenerMetadata":"m",
            "syscalls":[{"names":["getcwd"],"action":"SCMP_ACT_ERRNO","errnoRet":5,"args":[{"index":0,"value":1,"valueTwo":18446744073709551615,"op":"SCMP_CMP_MASKED_EQ"}]}]},
          "rootfsPropagation":"rslave","maskedPaths":["/proc/kcore"],"readonlyPaths":["/proc/sys"],"mountLabel":"ml",
          "intelRdt":{"closID":"g","schemata":["L3:0=f"],"l3CacheSchema":"L3:0=7f0","memBwSchema":"MB:0=20","enableMonitoring":true},
          "memoryPolicy":{"mode":"MPOL_INTERLEAVE","nodes":"0-1","flags":["MPOL_F_STATIC_NODES"]},
          "personality":{"domain":"LINUX32","flags":[]},
          "timeOffsets":{"monotonic":{"secs":172800,"nanosecs":5},"boottime":{"secs":-1}}}}
        """;
}
