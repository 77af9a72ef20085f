using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Ganban.Protocol;

namespace Ganban.Server.Hosting;

/// <summary>Checks the settings at start and says everything that is wrong at once.</summary>
internal static partial class ServerOptionsCheck
{
    public static void Check(ServerOptions options, ProtocolOptions protocol)
    {
        var problems = Violations(options).ToList();
        problems.AddRange(Violations(protocol).Select(problem => $"{ServerOptions.ProtocolSection}: {problem}"));
        problems.AddRange(Violations(options.InvocationLog));
        problems.AddRange(Violations(options.Calls));
        problems.AddRange(Violations(options.Jobs));
        problems.AddRange(Violations(options.BatchInference));
        problems.AddRange(Violations(options.Functions));
        problems.AddRange(options.Functions.Problems());
        if (options.Address is null)
        {
            problems.Add($"Ganban:Host must be an IP address or localhost, not '{options.Host}'.");
        }

        if (string.IsNullOrWhiteSpace(options.Data))
        {
            problems.Add("Ganban:Data must name a folder.");
        }

        if (options.Model.Length > 0 && !File.Exists(options.Model))
        {
            problems.Add($"Ganban:Model must name an existing GGUF file or a stored model; there is none at '{options.Model}'.");
        }

        problems.AddRange(options.Models.Problems());
        problems.AddRange(options.Objects.Problems());
        problems.AddRange(options.VectorStores.SelectMany((store, index) =>
            store.Problems().Select(problem => $"Ganban:VectorStores:{index}: {problem}")));
        problems.AddRange(options.QueryEngines.SelectMany((engine, index) =>
            engine.Problems().Select(problem => $"Ganban:QueryEngines:{index}: {problem}")));
        problems.AddRange(options.Telemetry.Problems());
        problems.AddRange(EngineOptionsCheck.Problems(options));
        problems.AddRange(LimitSettings.Problems(options));
        for (var i = 0; i < options.Credentials.Count; i++)
        {
            var key = options.Credentials[i];
            if (key.AccessKeyId.Length < 4
                || key.SecretAccessKey.Length < 16
                || key.Account.Length != 12
                || !key.Account.All(char.IsAsciiDigit))
            {
                problems.Add(
                    $"Ganban:Credentials:{i} needs an AccessKeyId of at least 4 characters, a SecretAccessKey of at least 16, and an "
                    + "Account of twelve digits.");
            }
        }

        problems.AddRange(options.DeniedRegions.Where(region => !Region().IsMatch(region)).Select(region =>
            $"Ganban:DeniedRegions holds '{region}', which is no region such as us-west-2 (or unspecified, for global profiles)."));
        problems.AddRange(options.Credentials.CountBy(key => key.AccessKeyId).Where(key => key.Value > 1).Select(
            key => $"Ganban:Credentials holds the AccessKeyId {key.Key} {key.Value} times. Give every key once."));
        if (problems.Count > 0)
        {
            throw new StartupException(string.Join(Environment.NewLine, problems));
        }
    }

    private static IEnumerable<string> Violations(object options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return results.Select(result => result.ErrorMessage!);
    }

    [GeneratedRegex(@"\A(?:[a-z]{2}(?:-[a-z]+)+-[0-9]{1,2}|unspecified)\z")]
    private static partial Regex Region();
}
