using Ganban.Bedrock.InvocationLogging;

namespace Ganban.Bedrock.Tests.InvocationLogging;

public sealed class RollingFilesTests : IDisposable
{
    private static readonly DateOnly Day = new(2026, 1, 31);
    private readonly string _folder = Directory.CreateTempSubdirectory("ganban-rolling-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_full_file_is_followed_by_the_next()
    {
        var files = new RollingFiles(_folder, fileBytesMax: 8, filesMax: 9);
        foreach (var line in new[] { "one\n", "two\n", "three\n" })
        {
            await files.Append(Day, Bytes(line));
        }

        Assert.Equal(["2026-01-31.0001.jsonl", "2026-01-31.0002.jsonl"], Names());
        Assert.Equal("one\ntwo\n", Read("2026-01-31.0001.jsonl"));
        Assert.Equal("three\n", Read("2026-01-31.0002.jsonl"));
    }

    [Fact]
    public async Task A_new_day_begins_a_new_file_and_the_oldest_goes()
    {
        var files = new RollingFiles(_folder, fileBytesMax: 100, filesMax: 2);
        for (var days = 0; days < 3; days++)
        {
            await files.Append(Day.AddDays(days), Bytes("line\n"));
        }

        Assert.Equal(["2026-02-01.0001.jsonl", "2026-02-02.0001.jsonl"], Names());
    }

    [Fact]
    public async Task Half_a_line_of_a_killed_process_is_not_written_on()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "2026-01-31.0001.jsonl"), "{\"half");

        await new RollingFiles(_folder, fileBytesMax: 100, filesMax: 9).Append(Day, Bytes("whole\n"));

        Assert.Equal("whole\n", Read("2026-01-31.0002.jsonl"));
    }

    [Theory]
    [InlineData("/aws/bedrock/log", "%2Faws%2Fbedrock%2Flog")]
    [InlineData("..", "%2E.")]
    [InlineData("../../etc", "%2E.%2F..%2Fetc")]
    [InlineData("plain", "plain")]
    public void A_log_group_is_one_folder_whatever_its_name(string logGroup, string folder) =>
        Assert.Equal(folder, LogGroupFolder.NameOf(logGroup));

    [Fact]
    public void Long_names_of_log_groups_stay_apart()
    {
        var (one, other) = (LogGroupFolder.NameOf(new string('a', 511) + "1"), LogGroupFolder.NameOf(new string('a', 511) + "2"));

        Assert.NotEqual(one, other);
        Assert.InRange(one.Length, 1, 255);
    }

    private static ReadOnlyMemory<byte> Bytes(string line) => System.Text.Encoding.UTF8.GetBytes(line);

    private string Read(string name) => File.ReadAllText(Path.Combine(_folder, name));

    private IEnumerable<string> Names() => Directory.GetFiles(_folder).Select(Path.GetFileName).Order()!;
}
