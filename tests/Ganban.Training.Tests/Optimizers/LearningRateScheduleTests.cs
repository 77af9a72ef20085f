using Ganban.Training.Optimizers;

namespace Ganban.Training.Tests.Optimizers;

public sealed class LearningRateScheduleTests
{
    [Theory]
    [InlineData(1, 0.1)]
    [InlineData(5, 0.5)]
    [InlineData(10, 1)]
    [InlineData(80, 1)]
    [InlineData(90, 0.6)]
    [InlineData(100, 0.2)]
    public void It_rises_stays_and_falls(long step, double expected) =>
        Assert.Equal(expected, new LearningRateSchedule(10, 20, 100, 0.2).Factor(step), 1e-12);

    [Fact]
    public void Without_a_rise_and_a_fall_it_is_one() =>
        Assert.All([1, 50, 100], step => Assert.Equal(1, new LearningRateSchedule(0, 0, 100, 0).Factor(step)));
}
