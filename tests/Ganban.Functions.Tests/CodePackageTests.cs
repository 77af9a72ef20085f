using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.Versioning;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ganban.Functions.Code;

namespace Ganban.Functions.Tests;

/// <summary>Packages come from anybody.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class CodePackageTests : IDisposable
{
    private const int Link = unchecked((int)0xA1FF0000);
    private readonly string _folder = Directory.CreateTempSubdirectory("ganban-zip-").FullName;

    private string Target => Directory.CreateDirectory(Path.Combine(_folder, "a", "b", "target")).FullName;

    public void Dispose()
    {
        foreach (var path in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories))
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Files_and_folders_are_unzipped_and_keep_the_right_to_run()
    {
        await Unzip(Zip(("bootstrap", "#!/bin/sh", 0x81ED0000), ("lib/", "", 0), ("lib/深い/a.py", "x", 0)));

        Assert.Equal("x", File.ReadAllText(Path.Combine(Target, "lib", "深い", "a.py")));
        Assert.True(File.GetUnixFileMode(Path.Combine(Target, "bootstrap")).HasFlag(UnixFileMode.UserExecute));
        Assert.False(File.GetUnixFileMode(Path.Combine(Target, "lib", "深い", "a.py")).HasFlag(UnixFileMode.UserWrite));
    }

    [Theory]
    [InlineData("../out")]
    [InlineData("a/../../out")]
    [InlineData("/etc/out")]
    [InlineData("a//b")]
    [InlineData("./a")]
    [InlineData("..\\out")]
    [InlineData("C:out")]
    public async Task A_name_that_leads_out_of_the_folder_is_refused(string name)
    {
        var refused = await Refused(Zip((name, "x", 0)));

        Assert.Contains($"'{name}'", refused, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Links_and_names_that_come_twice_are_refused()
    {
        Assert.Contains("symbolic link", await Refused(Zip(("link", "/etc/passwd", Link))));
        Assert.Contains("exists", await Refused(Zip(("same", "1", 0), ("same", "2", 0))));
        Assert.NotEmpty(await Refused(Zip(("file", "1", 0), ("file/inner", "2", 0))));
    }

    [Fact]
    public async Task A_package_that_unzips_to_too_much_is_refused_however_small_it_is()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry("zeros", CompressionLevel.Fastest).Open();
            var piece = new byte[1 << 20];
            for (var i = 0; i < 260; i++)
            {
                entry.Write(piece);
            }
        }

        Assert.Contains("Unzipped size must be smaller than 262144000 bytes", await Refused(bytes.ToArray()));
    }

    [Fact]
    public async Task Too_many_files_are_refused_before_they_are_looked_at()
    {
        var many = Zip([.. Enumerable.Range(0, FunctionLimits.CodeEntriesMax + 1).Select(i => ($"{i}", "", 0))]);
        Assert.Contains("more than 20000 files", await Refused(many));

        // As many, but said to be one.
        BinaryPrimitives.WriteUInt16LittleEndian(many.AsSpan(many.Length - 12), 1);
        Assert.Contains("more than 20000 files", await Refused(many));
    }

    [Theory]
    [InlineData(18)] // the number of the disk
    [InlineData(6)] // the low half of where the table begins
    public async Task A_table_in_the_Zip64_format_is_refused_before_it_is_read(int fromEnd)
    {
        var zip = Zip(("a", "1", 0), ("b", "2", 0));
        zip.AsSpan(zip.Length - fromEnd, fromEnd == 6 ? 4 : 2).Fill(0xFF);

        Assert.Contains("Zip64", await Refused(zip));
    }

    [Fact]
    public async Task What_is_no_zip_is_refused()
    {
        Assert.Contains("Could not unzip", await Refused([]));
        Assert.Contains("Could not unzip", await Refused("no zip"u8.ToArray()));
        Assert.Contains("non-empty", await Refused(Zip()));
    }

    [Fact]
    public void A_broken_package_is_refused_or_unzipped_and_never_leaves_its_folder()
    {
        var good = Zip(("a.py", "def handler(event, context): return event", 0), ("lib/b", new string('b', 300), 0), ("c", "c", 0));
        var changes = ArbMap.Default.GeneratorFor<(NonNegativeInt At, byte Value)>().ArrayOf().ToArbitrary();
        Prop.ForAll(changes, changed =>
        {
            var zip = good.ToArray();
            foreach (var (at, value) in changed)
            {
                zip[at.Get % zip.Length] = value;
            }

            var target = Directory.CreateDirectory(Path.Combine(_folder, "x", Guid.NewGuid().ToString("N"))).FullName;
            try
            {
                CodePackage.Unzip(zip, target, CancellationToken.None).GetAwaiter().GetResult();
            }
            catch (CodePackageException)
            {
                // Its right.
            }

            return Directory.EnumerateFiles(_folder, "*", SearchOption.TopDirectoryOnly).Any()
                || Directory.EnumerateFiles(Path.Combine(_folder, "x")).Any()
                    ? throw new InvalidOperationException("A file lies outside.")
                    : true;
        }).QuickCheckThrowOnFailure();
    }

    private Task Unzip(byte[] zip) => CodePackage.Unzip(zip, Target, CancellationToken.None);

    private async Task<string> Refused(byte[] zip) =>
        (await Assert.ThrowsAsync<CodePackageException>(() => Unzip(zip))).Message;

    private static byte[] Zip(params (string Name, string Text, long Attributes)[] files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text, attributes) in files)
            {
                var entry = zip.CreateEntry(name);
                entry.ExternalAttributes = unchecked((int)attributes);
                using var stream = entry.Open();
                stream.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return bytes.ToArray();
    }
}
