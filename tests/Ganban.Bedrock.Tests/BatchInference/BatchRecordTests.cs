using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Ganban.Bedrock.BatchInference;

namespace Ganban.Bedrock.Tests.BatchInference;

public sealed class BatchRecordTests
{
    [Fact]
    public void A_record_is_read_wherever_its_members_stand()
    {
        var record = Read(""" {"note": [1,{"modelInput":2}], "modelInput" : {"a":{"modelId":1}} , "recordId":"あ"} """)!;
        Assert.Equal("あ", record.Id);
        Assert.Equal("""{"a":{"modelId":1}}""", Encoding.UTF8.GetString(record.ModelInput.Span));
        Assert.False(record.NamesModel);
        Assert.True(Read("""{"modelInput":{"x":[],"modelId":"m"}}""")!.NamesModel);
    }

    [Fact]
    public void An_id_that_is_made_is_the_same_every_time_and_another_for_every_place()
    {
        var record = Read("""{"modelInput":{}}""")!;
        var ids = Enumerable.Range(0, 1000).Select(line => record.IdAt("job", 0, line)).ToList();
        Assert.Equal(ids, Enumerable.Range(0, 1000).Select(line => record.IdAt("job", 0, line)));
        Assert.Equal(1000, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[A-Z0-9]{11}$", id));
        Assert.NotEqual(ids[0], record.IdAt("job", 1, 0));
    }

    [Fact]
    public void Random_lines_are_records_or_refused_with_a_reason_and_never_throw()
    {
        var pieces = Gen.Elements(
            "{", "}", "[", "]", ":", ",", "\"recordId\"", "\"modelInput\"", "\"modelId\"", "\"x\"", "1", "null", "\"\\uD800\"", " ",
            "\u00e9", "\\", "{\"a\":1}");
        var lines = Gen.Sized(size => pieces.ListOf(size + 1).Select(list => string.Concat(list)));
        Prop.ForAll(lines.ToArbitrary(), line =>
        {
            var bytes = Encoding.UTF8.GetBytes(line);
            var record = BatchRecord.Read(bytes, out var problem);
            return record is null ? problem!.Length > 0 : problem is null && IsObject(record.ModelInput);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_is_written_as_a_record_is_read_as_it_was()
    {
        Prop.ForAll<NonEmptyString, string[]>((id, values) =>
        {
            // Half a surrogate pair is no text.
            var name = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(id.Get));
            var line = JsonSerializer.Serialize(new { recordId = name, modelInput = new { values } });
            var record = BatchRecord.Read(Encoding.UTF8.GetBytes(line), out _);
            return name.Length > 256
                || (record!.Id == name
                    && Encoding.UTF8.GetString(record.ModelInput.Span) == JsonSerializer.Serialize(new { values }));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task Lines_are_the_same_however_the_bytes_come()
    {
        var text = Encoding.UTF8.GetBytes("one\n\ntwo\r\n" + new string('x', 200_000) + "\nlast");
        foreach (var step in new[] { 1, 7, 65_536, 1 << 20 })
        {
            var lines = new List<string>();
            await foreach (var (number, line) in JsonLines.Read(new SlowStream(text, step), 200_000, default))
            {
                Assert.Equal(lines.Count + 1, number);
                lines.Add(Encoding.UTF8.GetString(line.Span));
            }

            Assert.Equal(Encoding.UTF8.GetString(text).Split('\n'), lines);
        }

        var long_ = await Assert.ThrowsAsync<LineTooLongException>(async () =>
        {
            await foreach (var _ in JsonLines.Read(new SlowStream(text, 65_536), 199_999, default))
            {
            }
        });
        Assert.Equal(4, long_.Number);
    }

    private static BatchRecord? Read(string line) => BatchRecord.Read(Encoding.UTF8.GetBytes(line), out _);

    private static bool IsObject(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.Object;
    }

    private sealed class SlowStream(byte[] bytes, int step) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(step, buffer.Length)], cancellationToken);
    }
}
