using System.Text;
using Ganban.Bedrock.BatchInference;

namespace Ganban.Bedrock.Tests.BatchInference;

/// <summary>Files that a process left in whatever state it was killed in.</summary>
public sealed class PartialOutputTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ganban-partial-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Wherever_the_writing_broke_off_whole_records_are_left_and_those_alone()
    {
        await Write(0, 6);
        var index = await File.ReadAllBytesAsync(Path.Combine(_folder, "0.index"));
        var output = await File.ReadAllBytesAsync(Path.Combine(_folder, "0.output"));
        foreach (var indexBytes in Enumerable.Range(0, index.Length + 1))
        {
            foreach (var outputBytes in new[] { 0, 5, output.Length / 2, output.Length - 1, output.Length })
            {
                await File.WriteAllBytesAsync(Path.Combine(_folder, "0.index"), index[..indexBytes]);
                await File.WriteAllBytesAsync(Path.Combine(_folder, "0.output"), output[..outputBytes]);
                await using var partial = new PartialOutput(_folder, 0);
                await partial.Recover(default);

                var lines = Lines();
                Assert.Equal(lines.Length, partial.Records);
                Assert.Equal(Enumerable.Range(1, lines.Length).Select(Output), lines);
                Assert.All(
                    Enumerable.Range(1, 6), line => Assert.Equal(line <= lines.Length, partial.IsRecovered(line)));
            }
        }
    }

    [Fact]
    public async Task Records_go_on_where_they_were_and_counts_with_them()
    {
        await Write(0, 3);
        await File.AppendAllTextAsync(Path.Combine(_folder, "0.output"), "half a li");
        await using (var partial = new PartialOutput(_folder, 0))
        {
            await partial.Recover(default);
            await partial.Append(4, Encoding.UTF8.GetBytes(Output(4)), new ModelUse(false, 0, 0), default);
            await partial.Close();
            await partial.Append(5, Encoding.UTF8.GetBytes(Output(5)), new ModelUse(true, 10, 1), default);
        }

        await using var again = new PartialOutput(_folder, 0);
        await again.Recover(default);
        Assert.Equal((4L, 1L, 40L, 4L), (again.Succeeded, again.Failed, again.InputTokens, again.OutputTokens));
        Assert.Equal(Enumerable.Range(1, 5).Select(Output), Lines());
    }

    private static string Output(int line) => $$"""{"line":{{line}}}""";

    private string[] Lines()
    {
        var path = Path.Combine(_folder, "0.output");
        return File.Exists(path) ? File.ReadAllLines(path) : [];
    }

    private async Task Write(int file, int lines)
    {
        await using var partial = new PartialOutput(_folder, file);
        await partial.Recover(default);
        for (var line = 1; line <= lines; line++)
        {
            await partial.Append(line, Encoding.UTF8.GetBytes(Output(line)), new ModelUse(true, 10, 1), default);
        }
    }
}
