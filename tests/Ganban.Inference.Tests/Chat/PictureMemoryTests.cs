using Ganban.Inference.Chat;
using Ganban.Inference.Generation;

namespace Ganban.Inference.Tests.Chat;

/// <summary>The memory that pictures of conversations take.</summary>
public sealed class PictureMemoryTests(TinyVision tiny) : IClassFixture<TinyVision>
{
    [Fact]
    public void Rows_are_kept_within_a_limit_the_least_recently_used_go_first()
    {
        var cache = new PictureCache(bytesMax: 3 * 40);
        foreach (var name in (string[])["a", "b", "c"])
        {
            cache.Add(("me", name), new float[10]);
        }

        Assert.NotNull(cache.Find(("me", "a")));
        cache.Add(("me", "d"), new float[10]);
        Assert.NotNull(cache.Find(("me", "a")));
        Assert.Null(cache.Find(("me", "b")));
        cache.Add(("me", "large"), new float[40]);
        Assert.Null(cache.Find(("me", "large")));
    }

    [Fact]
    public void Nobody_meets_the_pictures_of_another_caller()
    {
        var cache = new PictureCache(bytesMax: 1000);
        cache.Add(("me", "a"), new float[10]);
        Assert.Null(cache.Find(("you", "a")));
    }

    [Fact]
    public void Pictures_in_work_at_once_are_limited()
    {
        var encoder = new PictureEncoder(tiny.Tower);
        for (var request = 0; request < 12; request++)
        {
            encoder.Enter(20);
        }

        var refusal = Assert.Throws<EngineBusyException>(() => encoder.Enter(17));
        Assert.Contains("240 images", refusal.Message, StringComparison.Ordinal);
        encoder.Enter(16);
        encoder.Leave(20);
        encoder.Enter(17);
    }
}
