using System.Globalization;
using Ganban.Bench.Serving;

// Measures the serving of many requests at once; by hand.
//   streams MODEL.gguf [PEER ADDRESS]     in process, against a llama-server that has the same file and as many threads
//   soak MINUTES [CLIENTS] [MODEL.gguf]    a whole server and mixed clients: memory over time, errors, a verdict
const int Streams = 8;
const int PrefixTokens = 1000;

switch (args)
{
    case ["streams", var path, .. var peer]:
        using (var own = new OwnEngine(path, Environment.ProcessorCount))
        {
            var measures = new Measures(
                [own, .. peer.Select(address => new PeerServer(new Uri(address)))], own.Vocabulary);
            await measures.Streams(Streams, promptTokens: 32, tokens: 64);
            await measures.Prefix(PrefixTokens);
        }

        return 0;
    case ["soak", var minutes, .. var rest]:
        var time = TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture));
        var clients = rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 16;
        return await Soak.Run(time, clients, rest.ElementAtOrDefault(1)) ? 0 : 1;
    default:
        Console.Error.WriteLine("Usage: streams MODEL.gguf [PEER ADDRESS] | soak MINUTES [CLIENTS] [MODEL.gguf]");
        return 2;
}
