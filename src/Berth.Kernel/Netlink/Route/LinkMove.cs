namespace Berth.Kernel.Netlink;

/// <summary>
/// Moving an interface between network namespaces with its addresses. The kernel takes it down and drops them on the way; MAC address and
/// MTU stay with it.
/// </summary>
public static class LinkMove
{
    /// <param name="from">Where it is.</param>
    /// <param name="link">The interface there.</param>
    /// <param name="to">Where it goes.</param>
    /// <param name="name">Its name there, <c>eth%d</c> for the next number; null keeps the present one.</param>
    /// <param name="up">Whether it comes up there.</param>
    /// <returns>The interface as it is there.</returns>
    /// <exception cref="KernelException">EEXIST when the name is taken there; EINVAL for one that cannot be moved. It is where it was.</exception>
    public static LinkInfo Move(NetworkNamespace from, LinkInfo link, NetworkNamespace to, string? name, bool up)
    {
        if (to.Route.GetLink(name ?? link.Name) is not null)
        {
            throw new KernelException("move interface", link.Name, Errno.EEXIST);
        }

        List<AddressInfo> addresses = from.Route.Addresses().FindAll(a => a.LinkIndex == link.Index && a.IsGlobalAndPermanent);
        var known = to.Route.Links().Select(l => l.Index).ToHashSet();
        LinkInfo? Arrived() => to.Route.Links().Find(l => !known.Contains(l.Index));
        try
        {
            from.Route.Execute(new RouteBatch().MoveTo(link.Index, to.Handle, name));
            LinkInfo moved = Arrived() ?? throw new KernelException("move interface", link.Name, Errno.ENODEV);
            Furnish(to.Route, moved.Index, addresses, up);
            return moved;
        }
        catch (KernelException) when (Arrived() is { } stranded)
        {
            // The kernel renames after it has moved, and does not undo the move.
            to.Route.Execute(new RouteBatch().MoveTo(stranded.Index, from.Handle));
            if (from.Route.GetLink(link.Name) is { } back)
            {
                Furnish(from.Route, back.Index, addresses, link.IsUp);
            }

            throw;
        }
    }

    private static void Furnish(RouteSocket route, int index, List<AddressInfo> addresses, bool up)
    {
        var batch = new RouteBatch();
        foreach (AddressInfo address in addresses)
        {
            batch.AddAddress(index, address.Address, address.PrefixLength);
        }

        if (up)
        {
            batch.SetUp(index);
        }

        route.Execute(batch);
    }
}
