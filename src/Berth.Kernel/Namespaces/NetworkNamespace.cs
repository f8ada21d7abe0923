using System.Runtime.ExceptionServices;
using Berth.Kernel.Netlink;

namespace Berth.Kernel;

/// <summary>
/// A network namespace that lives as long as something holds it: this object's <see cref="Handle"/>, or a process in it. It comes with an
/// rtnetlink socket that was opened inside, so that configuring it needs no thread to enter it. Network namespaces are per
/// thread: whatever enters one runs on a thread of its own which then ends. network_namespaces(7).
/// </summary>
public sealed class NetworkNamespace : IDisposable
{
    // Enough for a netlink batch and a few P/Invokes; a small stack is quicker to map.
    private const int StackSize = 256 << 10;
    private const int LoopbackIndex = 1;
    private const OpenFlags NamespaceFlags = OpenFlags.ReadOnly;

    private NetworkNamespace(Fd handle, RouteSocket route)
    {
        Handle = handle;
        Route = route;
    }

    /// <summary>The namespace itself, for setns(2), IFLA_NET_NS_FD, or to send to another process.</summary>
    public Fd Handle { get; }

    /// <summary>Speaks of the namespace's own links, whichever thread uses it (one at a time).</summary>
    public RouteSocket Route { get; }

    /// <summary>Makes a fresh namespace with its loopback interface up.</summary>
    /// <param name="inside">Runs in the namespace before anyone else can, e.g. to write its sysctls.</param>
    /// <exception cref="KernelException">EPERM without CAP_SYS_ADMIN; ENOSPC past user.max_net_namespaces.</exception>
    public static NetworkNamespace Create(Action? inside = null) => Begin(inside).Wait();

    /// <summary>Starts to make one on a thread of its own; the caller does other work and then calls <see cref="Pending.Wait"/>.</summary>
    public static Pending Begin(Action? inside = null) => new(inside);

    /// <summary>Wraps a namespace that exists already; the handle is owned by the result.</summary>
    public static NetworkNamespace Adopt(Fd handle) => new(handle, Run(handle, RouteSocket.Open));

    /// <summary>Runs <paramref name="body"/> in a namespace, on a thread of its own, and hands back its result or its exception.
    /// The body must not await: only its own thread is inside.</summary>
    public static T Run<T>(Fd netns, Func<T> body)
    {
        T result = default!;
        OnThread(() =>
        {
            Libc.Check(Libc.namespace_setns(netns.Number, Libc.CLONE_NEWNET), "enter network namespace");
            result = body();
        });
        return result;
    }

    /// <summary>As <see cref="Run{T}"/>, without a result.</summary>
    public static void Run(Fd netns, Action body) => Run(netns, () => { body(); return 0; });

    /// <summary>The calling thread's namespace.</summary>
    public static Fd OpenCurrent() => Files.Open("/proc/thread-self/ns/net", NamespaceFlags);

    /// <summary>The namespace of a process.</summary>
    public static Fd OpenOf(int pid) => Files.Open($"/proc/{pid}/ns/net", NamespaceFlags);

    public void Dispose()
    {
        Route.Dispose();
        Handle.Dispose();
    }

    private static NetworkNamespace CreateHere(Action? inside)
    {
        Libc.Check(Libc.namespace_unshare(Libc.CLONE_NEWNET), "create network namespace");
        Fd handle = OpenCurrent();
        RouteSocket? route = null;
        try
        {
            inside?.Invoke();
            route = RouteSocket.Open();
            route.Execute(new RouteBatch().SetUp(LoopbackIndex));
            return new NetworkNamespace(handle, route);
        }
        catch
        {
            route?.Dispose();
            handle.Dispose();
            throw;
        }
    }

    private static void OnThread(Action body)
    {
        ExceptionDispatchInfo? thrown = null;
        var thread = new Thread(() =>
        {
            try { body(); }
            catch (Exception e) { thrown = ExceptionDispatchInfo.Capture(e); }
        }, maxStackSize: 0);
        thread.Start();
        thread.Join();
        thrown?.Throw();
    }

    /// <summary>A namespace in the making.</summary>
    public sealed class Pending
    {
        private readonly Thread thread;
        private NetworkNamespace? made;
        private ExceptionDispatchInfo? thrown;

        internal Pending(Action? inside)
        {
            thread = new Thread(() =>
            {
                try { made = CreateHere(inside); }
                catch (Exception e) { thrown = ExceptionDispatchInfo.Capture(e); }
            }, StackSize);
            thread.Start();
        }

        /// <summary>The finished namespace, or the exception that prevented it. Call it exactly once: the result is the caller's to dispose.</summary>
        public NetworkNamespace Wait()
        {
            thread.Join();
            thrown?.Throw();
            return made!;
        }
    }
}
