using System.Text.Json;
using Ganban.Bedrock.Doors.Responses;
using Ganban.Contracts;

namespace Ganban.Bedrock.Tests.Doors;

public sealed class KeptResponsesTests
{
    [Fact]
    public async Task What_a_response_goes_on_from_is_bounded_in_bytes()
    {
        await using var test = TestStore.Open();
        var kept = new KeptResponses(test.Store);
        var context = TestStore.Call();
        var input = JsonSerializer.SerializeToElement(new string('x', 11 << 20));
        var response = JsonSerializer.SerializeToElement("");
        var ids = new List<string>();
        for (var turn = 0; turn < 3; turn++)
        {
            var id = ResponseIds.Response();
            await kept.Keep(id, new StoredResponse(ids.LastOrDefault(), input, response), context, default);
            ids.Add(id);
        }

        Assert.Equal(2, (await kept.Before(ids[1], context, default)).Count);
        var error = await Assert.ThrowsAnyAsync<ModelledException>(() => kept.Before(ids[2], context, default));

        Assert.Equal(400, error.Status);
        Assert.Contains("previous_response_id", error.Message, StringComparison.Ordinal);
    }
}
