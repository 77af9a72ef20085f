using System.Buffers.Binary;
using System.IO.Compression;

namespace Ganban.Functions.Code;

/// <summary>
/// A zip file with a function's code, from anybody: nothing it says of itself is believed. Names that lead out of the
/// folder, links, names that come twice, and more files or bytes than a function may have are refused.
/// </summary>
internal static class CodePackage
{
    private const int NameBytesMax = 1024;
    private const int SegmentCharactersMax = 255;
    private const int EndRecordBytes = 22;
    private const int CommentBytesMax = 65_535;
    private const int HeaderBytes = 46;
    private const uint EndSignature = 0x06054B50;
    private const uint HeaderSignature = 0x02014B50;
    private const int LinkMode = 0xA000;
    private const int TypeMask = 0xF000;
    private const UnixFileMode Readable =
        UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode Executable =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>
    /// Unzips into an empty folder; the files can be read, and run where the zip says so, not written.
    /// </summary>
    /// <param name="zip">The package.</param>
    /// <param name="folder">The folder; on failure the caller removes it.</param>
    /// <param name="cancellationToken">Ends it between two pieces of a file.</param>
    /// <exception cref="CodePackageException">The package can't be used.</exception>
    public static async Task Unzip(byte[] zip, string folder, CancellationToken cancellationToken)
    {
        CheckCount(zip);
        try
        {
            using var archive = new ZipArchive(
                new MemoryStream(zip, writable: false), ZipArchiveMode.Read, leaveOpen: false);
            if (archive.Entries.Count == 0)
            {
                throw new CodePackageException("Uploaded file must be a non-empty zip");
            }

            var root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
            var left = FunctionLimits.CodeBytesMax;
            foreach (var entry in archive.Entries)
            {
                left -= await Unzip(entry, root, left, cancellationToken);
            }
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException or EndOfStreamException)
        {
            throw new CodePackageException("Could not unzip uploaded file. Please check your file, then try to upload again.", e);
        }
        catch (IOException e) when (e is not FileNotFoundException)
        {
            throw new CodePackageException($"The package can't be unzipped: {e.Message}", e);
        }
    }

    private static async Task<long> Unzip(
        ZipArchiveEntry entry, string root, long bytesMax, CancellationToken cancellationToken)
    {
        var mode = entry.ExternalAttributes >> 16;
        if ((mode & TypeMask) == LinkMode)
        {
            throw new CodePackageException(
                $"The package holds the symbolic link {entry.FullName}. Package the file that it leads to instead.");
        }

        var path = PathOf(entry.FullName, root);
        if (entry.FullName.EndsWith('/'))
        {
            Directory.CreateDirectory(path);
            return 0;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        long bytes = 0;
        await using (var content = await entry.OpenAsync(cancellationToken))
        await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write))
        {
            var piece = new byte[64 * 1024];
            int count;
            while ((count = await content.ReadAsync(piece, cancellationToken)) > 0)
            {
                bytes += count;
                if (bytes > bytesMax)
                {
                    throw new CodePackageException(
                        $"Unzipped size must be smaller than {FunctionLimits.CodeBytesMax} bytes");
                }

                await file.WriteAsync(piece.AsMemory(0, count), cancellationToken);
            }
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, Readable | ((UnixFileMode)mode & Executable));
        }

        return bytes;
    }

    private static string PathOf(string name, string root)
    {
        var segments = name.TrimEnd('/').Split('/');
        var isPlain = name.Length is > 0 and <= NameBytesMax
            && name.IndexOfAny(['\\', '\0', ':']) < 0
            && segments.All(segment => segment is not ("" or "." or "..") && segment.Length <= SegmentCharactersMax);
        var path = isPlain ? Path.GetFullPath(Path.Combine([root, .. segments])) : "";
        return path.StartsWith(root, StringComparison.Ordinal)
            ? path
            : throw new CodePackageException(
                $"The package holds the name '{name}', which can't be the name of a file in it. Use relative names with slashes.");
    }

    // The reader makes an object of each entry, before anything can be asked of it: they are counted first.
    private static void CheckCount(ReadOnlySpan<byte> zip)
    {
        if (EndRecord(zip) is not { } end)
        {
            throw new CodePackageException("Could not unzip uploaded file. Please check your file, then try to upload again.");
        }

        // The reader takes the Zip64 table where the plain end record says so in any of these places.
        if (BinaryPrimitives.ReadUInt16LittleEndian(zip[(end + 4)..]) == ushort.MaxValue
            || BinaryPrimitives.ReadUInt16LittleEndian(zip[(end + 10)..]) == ushort.MaxValue
            || BinaryPrimitives.ReadUInt32LittleEndian(zip[(end + 16)..]) == uint.MaxValue)
        {
            throw BrokenTable();
        }

        long at = BinaryPrimitives.ReadUInt32LittleEndian(zip[(end + 16)..]);
        var count = 0;
        while (at + HeaderBytes <= zip.Length
            && BinaryPrimitives.ReadUInt32LittleEndian(zip[(int)at..]) == HeaderSignature)
        {
            var header = zip[(int)at..];
            at += HeaderBytes
                + BinaryPrimitives.ReadUInt16LittleEndian(header[28..])
                + BinaryPrimitives.ReadUInt16LittleEndian(header[30..])
                + BinaryPrimitives.ReadUInt16LittleEndian(header[32..]);
            if (++count > FunctionLimits.CodeEntriesMax)
            {
                throw new CodePackageException(
                    $"The package holds more than {FunctionLimits.CodeEntriesMax} files and folders. Leave out what is not needed.");
            }
        }

        if (count != BinaryPrimitives.ReadUInt16LittleEndian(zip[(end + 10)..]))
        {
            throw BrokenTable();
        }
    }

    private static CodePackageException BrokenTable() => new(
        "Could not unzip uploaded file: its table of contents is broken or in the Zip64 format. Zip it again.");

    private static int? EndRecord(ReadOnlySpan<byte> zip)
    {
        var last = zip.Length - EndRecordBytes;
        for (var at = last; at >= Math.Max(0, last - CommentBytesMax); at--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(zip[at..]) == EndSignature)
            {
                return at;
            }
        }

        return null;
    }
}
