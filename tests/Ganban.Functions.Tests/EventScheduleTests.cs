using Ganban.Functions.Events;
using Ganban.Storage;

namespace Ganban.Functions.Tests;

public sealed class EventScheduleTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly EventSchedule _schedule = new();

    [Fact]
    public void One_account_leaves_places_to_others()
    {
        for (var number = 1; number <= 8; number++)
        {
            Add($"a{number}", "111111111111", "slow");
        }

        Add("b1", "222222222222", "fast");

        Assert.Equal(["a1", "a2", "a3", "a4", "a5", "a6", "b1"], _schedule.Begin(Now));
        Assert.Empty(_schedule.Begin(Now));
        _schedule.Remove("a2");
        _schedule.End("a2");
        Assert.Equal(["a7"], _schedule.Begin(Now));
        Assert.Equal((8, 7), (_schedule.Count, _schedule.CountOf("111111111111")));
    }

    [Fact]
    public void A_function_that_takes_no_more_calls_rests_with_all_its_events()
    {
        Add("a1", "111111111111", "full");
        Assert.Equal(["a1"], _schedule.Begin(Now));
        Add("a2", "111111111111", "full");
        Add("a3", "111111111111", "other");
        _schedule.Rest("a1", Now.AddSeconds(10));
        _schedule.Postpone("a1", Now.AddSeconds(10));
        _schedule.End("a1");

        Assert.Equal(["a3"], _schedule.Begin(Now.AddSeconds(9)));
        _schedule.Wake("a1");
        Assert.Equal(["a2"], _schedule.Begin(Now.AddSeconds(9)));
        Assert.Equal(["a1"], _schedule.Begin(Now.AddSeconds(10)));
    }

    private void Add(string id, string account, string function) => _schedule.Add(new Stored<QueuedEvent>(
        id, "", new QueuedEvent(account, "us-east-1", function, [], 0, Now), null, null, Now, Now, 1));
}
