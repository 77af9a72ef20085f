using System.CommandLine;
using Ganban.Server.Demo;
using Ganban.Server.Hosting;
using Spectre.Console;

namespace Ganban.Server.Commands;

/// <summary>
/// <c>ganban demo</c>: starts the server, plays a short scenario through the public API, and stays up.
/// </summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var once = new Option<bool>("--once") { Description = "End after the scenario instead of staying up." };
        var command = new Command(
            "demo", "Start the server, play a short real scenario through the API, and stay up.").WithServerOptions();
        command.Options.Add(once);
        command.SetAction((result, cancellationToken) => Run(result, result.GetValue(once), cancellationToken));
        return command;
    }

    private static async Task<int> Run(ParseResult result, bool once, CancellationToken cancellationToken)
    {
        try
        {
            await using var app = await GanbanHost.Build(result.Overrides(), cancellationToken);
            var address = await GanbanHost.Start(app, cancellationToken);
            using (var client = new DemoClient(address))
            {
                await new DemoScenario(client, AnsiConsole.Console).Play(cancellationToken);
            }

            Snippets(address);
            if (!once)
            {
                await app.WaitForShutdownAsync(cancellationToken);
            }

            await app.StopAsync(CancellationToken.None);
            return 0;
        }
        catch (StartupException e)
        {
            return ServeCommand.Failed(e);
        }
    }

    private static void Snippets(string address)
    {
        AnsiConsole.Write(new Rule("Now from your own code") { Justification = Justify.Left });
        AnsiConsole.Console.WriteLine($$"""
            Ganban listens on {{address}}

            export AWS_ENDPOINT_URL={{address}} AWS_DEFAULT_REGION=us-east-1
            export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test

            aws bedrock list-foundation-models --by-provider amazon --query 'modelSummaries[].modelId'
            aws bedrock-runtime converse --model-id amazon.titan-text-express-v1 \
              --messages '[{"role":"user","content":[{"text":"Hello!"}]}]'

            python3 - <<'EOF'
            import boto3
            bedrock = boto3.client('bedrock-runtime')
            answer = bedrock.converse(modelId='anthropic.claude-3-haiku-20240307-v1:0',
                                      messages=[{'role': 'user', 'content': [{'text': 'こんにちは'}]}])
            print(answer['output']['message']['content'][0]['text'])
            EOF
            """);
    }
}
