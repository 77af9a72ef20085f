using Ganban.Corpus.Tools;
using Microsoft.Extensions.AI;

namespace Ganban.Corpus.Evaluation;

/// <summary>
/// The specification's scenario: an agent of a robot factory finds the materials in a document and looks up what is in
/// stock of each; the same document answers questions; and a few single turns. No word of it is in the corpus.
/// </summary>
/// <param name="model">The model.</param>
public sealed class FactoryScenario(ModelUnderTest model)
{
    private const string Expected = "粘土の在庫は5kg、ニューロチップの在庫は10個あります。";

    private const string Document = """
        「はにわロボット」ドキュメント
        # 概要
        はにわロボットはあらゆる家事をこなす。
        掃除、洗濯、料理、買い出し、雑談など。
        # 材料
        - 粘土 1kg
        - ニューロチップ 1個
        # 製造方法
        1. 粘土ではにわを作る
        2. ニューロチップを後頭部に埋め込む
        3. 完成
        # 注意事項
        - 製造には「人工はにわ製造免許」が必要
        - 製造したはにわロボットは国に登録する必要がある
        """;

    private static readonly Variant[] Variants =
    [
        new("あなたははにわロボット工場のアシスタントです。材料の在庫は get_material_stock 関数で取得できます。",
        [
            Function("search_knowledge_base", "はにわロボットなどの資料を検索する", "query", "検索キーワード"),
            Function("get_material_stock", "材料名を渡すと在庫数を返す関数", "材料名", "在庫を調べる材料の名前"),
        ]),
        new("",
        [
            Function("get_material_stock", "材料の在庫を取得する", "material", "材料の名前"),
            Function("retrieve", "ナレッジベースを検索する", "query", ""),
        ]),
        new("あなたは工場の担当者を助けるエージェントです。",
        [
            Function("search_knowledge_base", "はにわロボットなどの資料を検索する", "query", "検索キーワード"),
            Function("get_material_stock", "材料名を渡すと在庫数を返す関数", "材料名", "在庫を調べる材料の名前"),
        ]),
    ];

    private static readonly (string Question, string[] Parts)[] Questions =
    [
        ("はにわロボットの作り方を教えて", ["粘土ではにわを作る", "ニューロチップを後頭部に埋め込む", "完成"]),
        ("はにわロボットの材料は何？", ["粘土", "ニューロチップ"]),
        ("はにわロボットの注意事項は？", ["人工はにわ製造免許", "国に登録する必要がある"]),
        ("はにわロボットって何？", ["はにわロボットはあらゆる家事をこなす"]),
        ("はにわロボットの値段を教えて", []),
    ];

    private static readonly (string System, string User, string[] Parts)[] Turns =
    [
        ("検索クエリを生成してください。", "はにわロボットの作り方を教えて", ["はにわロボット 作り方"]),
        ("ベクトル検索用のクエリ文字列を生成してください。", "はにわロボットの作り方を教えて", ["はにわロボット 作り方"]),
        ("", "こんにちは", ["こんにちは"]),
        ("", "Hello!", ["Hello"]),
        ("", "はにわについて教えて", ["資料やツール"]),
        ("", "What is quantum computing?", ["documents or tools"]),
        ("Always answer in English.", "ありがとう", ["welcome"]),
        ("", "2253-UA299 → UA299\n1234-XX111 → XX111\n9876-AB123 →", ["AB123"]),
        ("回答には以下のdocumentを参考にして\n<document>\n製品Aの材料\n- 鉄 5kg\n- ネジ 5本\n</document>", "製品Aの材料って何?", ["鉄", "ネジ"]),
    ];

    /// <summary>Runs all of it.</summary>
    /// <returns>The shares of agents, of questions and of single turns that are right.</returns>
    public async Task<IReadOnlyList<Measure>> Run(CancellationToken cancellationToken)
    {
        var exact = new Tally("scenario: agent, last words exact");
        var told = new Tally("scenario: agent, both names with both values");
        foreach (var variant in Variants)
        {
            List<ChatMessage> messages = [new(ChatRole.User, "はにわロボットの材料の在庫はどれくらいある?")];
            if (variant.System.Length > 0)
            {
                messages.Insert(0, new(ChatRole.System, variant.System));
            }

            if (await AgentLoop.Run(model, messages, variant.Tools, Execute, cancellationToken)
                is not var (text, calls))
            {
                exact.Leave();
                continue;
            }

            string Failure() => $"said:  {text}\ncalls: "
                + string.Join(' ', calls.Select(call => call.Name + PlainJson.Spaced(call.Arguments)));
            exact.Add(text == Expected ? 1 : 0, Failure);
            told.Add(Has(text, "粘土", "5kg", "ニューロチップ", "10個") ? 1 : 0, Failure);
        }

        return
        [
            exact.ToMeasure(),
            told.ToMeasure(),
            await AskDocument(cancellationToken),
            await Talk(cancellationToken),
        ];
    }

    private static bool Has(string text, params IEnumerable<string> parts) =>
        parts.All(part => text.Contains(part, StringComparison.Ordinal));

    private static Tool Function(string name, string description, string parameter, string meaning) =>
        Tool.Of(name, description, [new Parameter(parameter, "string", meaning, IsRequired: true)]);

    private static string Execute(ToolCall call) => call.Name == "get_material_stock"
        ? call.Arguments.FirstOrDefault().Value?.GetValue<string>() switch
        {
            "粘土" => "5kg",
            "ニューロチップ" => "10個",
            _ => "不明",
        }
        : Document;

    private async Task<Measure> AskDocument(CancellationToken cancellationToken)
    {
        var right = new Tally("scenario: questions about the document");
        foreach (var isFirst in new[] { true, false })
        {
            foreach (var (question, parts) in Questions)
            {
                var document = $"<document>\n{Document}\n</document>";
                List<ChatMessage> messages = isFirst
                    ? [new(ChatRole.System, "以下の検索結果だけを使って質問に答えてください。\n" + document), new(ChatRole.User, question)]
                    : [new(ChatRole.User, question + "\n回答には以下のdocumentを参考にして\n" + document)];
                if (await model.Ask(messages, [], cancellationToken) is not { } reply)
                {
                    right.Leave();
                    continue;
                }

                // Longer than the document is a loop.
                var isRight = parts.Length == 0
                    ? Agreement.IsRefusal(reply.Text)
                    : Has(reply.Text, parts) && reply.Text.Length < Document.Length && !Agreement.IsRefusal(reply.Text);
                right.Add(isRight ? 1 : 0, () => $"asked: {question}\nsaid:  {reply.Text}");
            }
        }

        return right.ToMeasure();
    }

    private async Task<Measure> Talk(CancellationToken cancellationToken)
    {
        var right = new Tally("scenario: queries, greetings, examples");
        foreach (var (system, user, parts) in Turns)
        {
            List<ChatMessage> messages = [new(ChatRole.User, user)];
            if (system.Length > 0)
            {
                messages.Insert(0, new(ChatRole.System, system));
            }

            var reply = await model.Ask(messages, [], cancellationToken);
            right.Add(
                reply is not null && Has(reply.Text, parts) && reply.Text.Length < 120 ? 1 : 0,
                () => $"asked: {user}\nsaid:  {reply?.Text}");
        }

        return right.ToMeasure();
    }

    private sealed record Variant(string System, IReadOnlyList<Tool> Tools);
}
