namespace Berth.EndToEnd.Tests.Harness;

/// <summary>A root file system of busybox and a few users: small enough to import in every run.</summary>
internal static class BusyboxImage
{
    /// <summary>Writes <c>busybox.tar</c> below <paramref name="folder"/> and returns its path.</summary>
    public static string Create(string folder)
    {
        string tar = Path.Combine(folder, "busybox.tar");
        Command.Shell($"""
            set -e
            root={folder}/busybox.root
            busybox=$(command -v busybox)
            mkdir -p $root/bin $root/etc $root/tmp $root/root $root/home/alice $root/var/empty $root/usr/bin
            cp $busybox $root/bin/busybox
            for applet in $($busybox --list); do [ -e $root/bin/$applet ] || ln -s busybox $root/bin/$applet; done
            printf 'root:x:0:0:root:/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n' >$root/etc/passwd
            printf 'root:x:0:\nalice:x:1000:\nextra:x:2000:alice\nnogroup:x:65534:\n' >$root/etc/group
            chmod 1777 $root/tmp; chown 1000:1000 $root/home/alice
            printf '#!/nonexistent/interpreter\n' >$root/bin/no-interpreter; chmod 755 $root/bin/no-interpreter
            printf '#!/bin/sh\r\necho hi\r\n' >$root/bin/crlf; chmod 755 $root/bin/crlf
            printf 'plain\n' >$root/etc/plain
            tar -C $root --numeric-owner -cf {tar} .
            rm -rf $root
            """).Succeeds();
        return tar;
    }
}
