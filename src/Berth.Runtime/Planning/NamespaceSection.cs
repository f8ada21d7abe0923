using System.Text;
using Berth.Kernel;
using Berth.Kernel.Launch;
using Berth.Oci.Runtime;

namespace Berth.Runtime.Planning;

/// <summary>Which namespaces the clone makes, which are joined, and the container's names. config-linux.md "Namespaces".</summary>
internal static class NamespaceSection
{
    /// <summary>Chooses clone flags; joined pid namespaces are entered before the clone, all others by the child.</summary>
    public static void Clone(PlanContext context)
    {
        var seen = new HashSet<string>();
        foreach (Namespace ns in context.Linux.Namespaces ?? [])
        {
            if (!seen.Add(ns.Type))
            {
                throw PlanContext.Invalid($"config.json: linux.namespaces: {ns.Type} is there twice");
            }

            CloneFlags flag = Flag(ns.Type);
            if (ns.Path is not null)
            {
                // The clone's parent enters it, and leaves it again.
                if (flag == CloneFlags.NewPid)
                {
                    context.Child.PidNamespace = context.Given(NameOf(ns));
                }

                continue;
            }

            // A new cgroup namespace is rooted where the process is when it is made: the child does it after it has entered its cgroup.
            if (flag != CloneFlags.NewCgroup)
            {
                context.NewNamespaces |= flag;
            }
        }

        context.Child.Flags = context.NewNamespaces;
        UserNamespaceSection.Validate(context);
        if (!context.HasNamespace("mount"))
        {
            throw PlanContext.Invalid("config.json: linux.namespaces: a container needs a mount namespace of its own");
        }
    }

    /// <summary>The child enters what is to be shared with others; networks furnished outside among them.</summary>
    public static void Join(PlanContext context, bool hasNetworkNamespace)
    {
        context.Child.Group = "namespaces";
        if (hasNetworkNamespace)
        {
            context.NewNamespaces &= ~CloneFlags.NewNetwork;
            context.Child.Flags &= ~CloneFlags.NewNetwork;
            Enter(context, context.Given("network namespace"), CloneFlags.NewNetwork, "network");
        }

        foreach (Namespace ns in context.Linux.Namespaces ?? [])
        {
            CloneFlags flag = Flag(ns.Type);
            if (ns.Path is not null && flag is not (CloneFlags.NewPid or CloneFlags.NewUser))
            {
                Enter(context, context.Given(NameOf(ns)), flag, ns.Type);
            }
        }
    }

    /// <summary>A new network namespace that nobody furnished has a loopback interface that is down.</summary>
    public static void RaiseLoopback(PlanContext context)
    {
        if ((context.NewNamespaces & CloneFlags.NewNetwork) == 0)
        {
            return;
        }

        const int AF_INET = 2, SOCK_DGRAM_CLOEXEC = 2 | 0x80000, SIOCSIFFLAGS = 0x8914;
        Span<byte> request = stackalloc byte[40];
        request.Clear();
        "lo"u8.CopyTo(request);
        request[16] = 1; // IFF_UP
        ResultSlot socket = context.Child.Add("open a socket to configure lo", SyscallNumber.Socket, [AF_INET, SOCK_DGRAM_CLOEXEC], keep: true);
        context.Child.Add("bring lo up", SyscallNumber.Ioctl, [socket, SIOCSIFFLAGS, context.Child.Bytes(request)],
            "programs expect 127.0.0.1 to work even without a network");
    }

    public static void Names(PlanContext context)
    {
        if (context.Spec.Hostname is { Length: > 0 } hostname)
        {
            RequireUts(context, "hostname");
            context.Child.Add($"set the host name {hostname}", SyscallNumber.Sethostname, [context.Child.Text(hostname), Encoding.UTF8.GetByteCount(hostname)]);
        }

        if (context.Spec.Domainname is { Length: > 0 } domain)
        {
            RequireUts(context, "domainname");
            context.Child.Add($"set the domain name {domain}", SyscallNumber.Setdomainname, [context.Child.Text(domain), Encoding.UTF8.GetByteCount(domain)]);
        }
    }

    /// <summary>The name under which a namespace joined by path is given: <c>ipc namespace /proc/1/ns/ipc</c>.</summary>
    public static string NameOf(Namespace ns) => $"{ns.Type} namespace {ns.Path}";

    private static void Enter(PlanContext context, DescriptorSlot descriptor, CloneFlags flag, string type) =>
        context.Child.Add($"enter the {type} namespace", SyscallNumber.Setns, [descriptor, (long)flag]);

    private static void RequireUts(PlanContext context, string field)
    {
        if (!context.HasNamespace("uts"))
        {
            throw PlanContext.Invalid($"config.json: {field}: cannot be set without a uts namespace of the container's own");
        }
    }

    public static CloneFlags Flag(string type) => type switch
    {
        "pid" => CloneFlags.NewPid,
        "network" => CloneFlags.NewNetwork,
        "mount" => CloneFlags.NewMount,
        "ipc" => CloneFlags.NewIpc,
        "uts" => CloneFlags.NewUts,
        "user" => CloneFlags.NewUser,
        "cgroup" => CloneFlags.NewCgroup,
        "time" => CloneFlags.NewTime,
        _ => throw PlanContext.Invalid($"config.json: linux.namespaces: unknown type '{type}'"),
    };
}
