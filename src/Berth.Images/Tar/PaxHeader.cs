using System.Buffers.Text;
using System.Text;
using Berth.Kernel;

namespace Berth.Images;

/// <summary>What the extended headers before an entry (or for all that follow) override.</summary>
internal sealed class PaxHeader
{
    internal byte[]? Path { get; private set; }
    internal byte[]? LinkPath { get; private set; }
    internal long? Size { get; private set; }
    internal long? Uid { get; private set; }
    internal long? Gid { get; private set; }
    internal FileTime? Modified { get; private set; }
    internal byte[]? SparseName { get; private set; }
    internal long? SparseRealSize { get; private set; }
    internal int SparseMajor { get; private set; }
    internal List<TarSegment>? SparseMap { get; private set; }
    internal List<TarXattr>? Xattrs { get; private set; }

    /// <summary>GNU sparse file of any PAX version.</summary>
    internal bool IsSparse { get; private set; }

    private long sparseOffset = -1;

    internal PaxHeader Clone()
    {
        var copy = (PaxHeader)MemberwiseClone();
        copy.Xattrs = Xattrs is null ? null : [.. Xattrs];
        copy.SparseMap = SparseMap is null ? null : [.. SparseMap];
        return copy;
    }

    /// <summary>Adds the records of one header block; null, or what is wrong.</summary>
    internal string? Apply(ReadOnlySpan<byte> data)
    {
        var records = new PaxRecords(data);
        while (records.Next())
        {
            string? problem = ApplyRecord(records.Key, records.Value);
            if (problem is not null) return problem;
        }
        return records.IsBroken ? "a PAX record is malformed" : null;
    }

    private string? ApplyRecord(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        long number;
        if (key.SequenceEqual("path"u8)) Path = Bytes(value);
        else if (key.SequenceEqual("linkpath"u8)) LinkPath = Bytes(value);
        else if (key.SequenceEqual("size"u8))
        {
            if (value.IsEmpty) Size = null;
            else if (PaxRecords.TryNumber(value, out number) && number >= 0) Size = number;
            else return "the PAX size is no number";
        }
        else if (key.SequenceEqual("uid"u8))
        {
            if (value.IsEmpty) Uid = null;
            else if (PaxRecords.TryNumber(value, out number)) Uid = number;
            else return "the PAX uid is no number";
        }
        else if (key.SequenceEqual("gid"u8))
        {
            if (value.IsEmpty) Gid = null;
            else if (PaxRecords.TryNumber(value, out number)) Gid = number;
            else return "the PAX gid is no number";
        }
        else if (key.SequenceEqual("mtime"u8))
        {
            if (value.IsEmpty) Modified = null;
            else if (PaxRecords.TryTime(value, out FileTime time)) Modified = time;
            else return "the PAX mtime is no time";
        }
        else if (key.StartsWith("SCHILY.xattr."u8)) return AddXattr(key["SCHILY.xattr."u8.Length..], value, replaces: true);
        else if (key.StartsWith("LIBARCHIVE.xattr."u8)) return AddEncodedXattr(key["LIBARCHIVE.xattr."u8.Length..], value);
        else if (key.StartsWith("GNU.sparse."u8)) return ApplySparse(key["GNU.sparse."u8.Length..], value);
        return null;
    }

    // An empty value takes back what a global header said.
    private static byte[]? Bytes(ReadOnlySpan<byte> value) => value.IsEmpty ? null : value.ToArray();

    private string? ApplySparse(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (key.SequenceEqual("name"u8))
        {
            SparseName = Bytes(value);
            return null;
        }
        IsSparse = true;
        if (key.SequenceEqual("map"u8))
        {
            if (!SparseMaps.TryReadList(value, out List<TarSegment> map)) return "the map of a sparse file is malformed";
            SparseMap = map;
            return null;
        }
        if (!PaxRecords.TryNumber(value, out long number) || number < 0) return "a number of a sparse file is malformed";
        if (key.SequenceEqual("size"u8) || key.SequenceEqual("realsize"u8)) SparseRealSize = number;
        else if (key.SequenceEqual("major"u8)) SparseMajor = (int)Math.Min(number, 99);
        else if (key.SequenceEqual("offset"u8)) sparseOffset = number;
        else if (key.SequenceEqual("numbytes"u8))
        {
            SparseMap ??= [];
            if (sparseOffset < 0 || SparseMap.Count >= SparseMaps.MaxSegments) return "the map of a sparse file is malformed";
            SparseMap.Add(new TarSegment(sparseOffset, number));
            sparseOffset = -1;
        }
        return null;
    }

    private string? AddXattr(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool replaces)
    {
        if (name.IsEmpty || name.Contains((byte)0)) return "an extended attribute has no proper name";
        string text = Encoding.UTF8.GetString(name);
        Xattrs ??= [];
        int at = Xattrs.FindIndex(x => x.Name == text);
        if (at >= 0 && replaces) Xattrs[at] = new TarXattr(text, value.ToArray());
        else if (at < 0) Xattrs.Add(new TarXattr(text, value.ToArray()));
        return null;
    }

    // libarchive: the name is URL-encoded, the value base64 without padding. It writes the other form too, which then wins.
    private string? AddEncodedXattr(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        byte[] padded = new byte[(value.Length + 3) / 4 * 4];
        padded.AsSpan().Fill((byte)'=');
        value.CopyTo(padded);
        byte[] decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(padded.Length)];
        if (Base64.DecodeFromUtf8(padded, decoded, out _, out int written) != System.Buffers.OperationStatus.Done)
            return "an extended attribute is not base64";
        string decodedName = Uri.UnescapeDataString(Encoding.UTF8.GetString(name));
        return AddXattr(Encoding.UTF8.GetBytes(decodedName), decoded.AsSpan(0, written), replaces: false);
    }
}
