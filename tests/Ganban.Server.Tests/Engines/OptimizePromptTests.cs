using Ganban.EngineDouble;
using Ganban.Server.Tests.Clients;

namespace Ganban.Server.Tests.Engines;

/// <summary>OptimizePrompt through the JavaScript SDK, with a model that answers what the test says.</summary>
public sealed class OptimizePromptTests(RemoteServer remote) : IClassFixture<RemoteServer>
{
    private const string Chat = "/v1/chat/completions";
    private const string Model = "meta.llama3-8b-instruct-v1:0";
    private const string Prompt = "sum up {{text}} for {{reader}}";

    [NodeFact]
    public async Task The_models_analysis_comes_first_and_its_rewrite_second()
    {
        var asked = Answer(" It sums up. ", "Here it is: <prompt>\nSum up {{ text }} for {{reader}}.\n</prompt>");
        var result = await Optimize(Prompt);
        Assert.Equal("house (tiny-instruct)", result.Header("x-ganban-engine"));
        var events = result.Output["optimizedPrompt"]!.AsArray();
        Assert.Equal("It sums up.", (string)events[0]!["analyzePromptEvent"]!["message"]!);
        Assert.Equal(
            "Sum up {{ text }} for {{reader}}.",
            (string)events[1]!["optimizedPromptEvent"]!["optimizedPrompt"]!["textPrompt"]!["text"]!);
        Assert.Equal(2, events.Count);
        Assert.All(asked, text => Assert.Contains(Prompt, text, StringComparison.Ordinal));
    }

    [NodeFact]
    public async Task A_rewrite_without_a_variable_is_asked_for_again_and_told_why()
    {
        var asked = Answer("It sums up.", "Sum up {{text}}.", "<prompt>Sum up {{text}} for {{reader}}.</prompt>");
        var events = (await Optimize(Prompt)).Output["optimizedPrompt"]!.AsArray();
        Assert.Equal(
            "Sum up {{text}} for {{reader}}.",
            (string)events[1]!["optimizedPromptEvent"]!["optimizedPrompt"]!["textPrompt"]!["text"]!);
        Assert.Contains("left out {{reader}}", asked[2], StringComparison.Ordinal);
    }

    [NodeFact]
    public async Task Rewrites_that_can_not_be_used_end_the_stream_with_the_reason()
    {
        Answer("It sums up.", "Sum up.", "<prompt> </prompt>");
        var result = await Optimize(Prompt);
        Assert.Equal("DependencyFailedException", result.Error);
        Assert.Contains("it was empty", result.Message, StringComparison.Ordinal);
        Assert.Contains("analyzePromptEvent", Assert.Single(result.Events).ToJsonString(), StringComparison.Ordinal);
    }

    [NodeFact]
    public async Task A_wrong_model_or_a_blank_prompt_is_refused_before_anything_begins()
    {
        var unknown = await Optimize(Prompt, "nobody.nothing-v1:0");
        Assert.Equal(("ValidationException", 400), (unknown.Error, unknown.Status));
        var images = await Optimize(Prompt, "amazon.titan-image-generator-v2:0");
        Assert.Equal(("ValidationException", 400), (images.Error, images.Status));
        var blank = await Optimize(" \n ");
        Assert.Contains("textPrompt", blank.Message, StringComparison.Ordinal);
    }

    // The answers in order; what was asked is in the list.
    private List<string> Answer(params string[] answers)
    {
        var asked = new List<string>();
        remote.Engine.On(Chat, reply =>
        {
            asked.Add(string.Join('\n', reply.Call.Body["messages"]!.AsArray().Select(message => (string)message!["content"]!)));
            return reply.Events(OpenAiWords.Answer(answers[asked.Count - 1]));
        });
        return asked;
    }

    private async Task<SdkResult> Optimize(string text, string targetModelId = Model)
    {
        using var sdk = await SdkProcess.Start(javaScript: true, ClientServer.Environment(remote.Server.Address));
        return await sdk.Call(ClientServer.Line(
            Sdk.JavaScript,
            "bedrock-agent-runtime",
            "OptimizePrompt",
            new { input = new { textPrompt = new { text } }, targetModelId },
            more: null));
    }
}
