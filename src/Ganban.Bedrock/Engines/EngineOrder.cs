namespace Ganban.Bedrock.Engines;

/// <summary>The engines that are asked for one request, one after another until one answers.</summary>
/// <param name="Engines">The engines in order.</param>
/// <param name="PassedOver">Those whose turn it would be, if they had not been found unhealthy.</param>
internal sealed record EngineOrder(IReadOnlyList<Engine> Engines, IReadOnlyList<Engine> PassedOver)
{
    /// <summary>Asks until one answers. A request that is refused is not asked again.</summary>
    /// <param name="ask">Asks one; what it throws before it returns may lead to the next.</param>
    /// <param name="nameOf">What an engine is called in headers.</param>
    /// <param name="watch">Learns when one stands in for another; null for nobody.</param>
    public async Task<(T Answer, EngineUsed Used)> Ask<T>(
        Func<Engine, Task<T>> ask,
        Func<Engine, string> nameOf,
        EngineWatch? watch)
    {
        var missed = PassedOver.Select(engine => engine.Name).ToList();
        for (var place = 0; ; place++)
        {
            var engine = Engines[place];
            try
            {
                var answer = await ask(engine);
                return (answer, new EngineUsed(nameOf(engine), missed.FindAll(name => name != engine.Name)));
            }
            catch (Exception e) when (place + 1 < Engines.Count && EngineFaults.IsOfEngine(e))
            {
                missed.Add(engine.Name);
                watch?.StandsIn(engine, Engines[place + 1].Name, e);
            }
        }
    }
}
