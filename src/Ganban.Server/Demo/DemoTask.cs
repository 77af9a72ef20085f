using System.Text.Json.Nodes;

namespace Ganban.Server.Demo;

/// <summary>What the demonstration's agent works on, in one language.</summary>
/// <param name="Question">What the user asks.</param>
/// <param name="Document">What every search finds.</param>
/// <param name="Stock">What is in stock.</param>
/// <param name="SearchMeaning">What the search tool is described as.</param>
/// <param name="StockMeaning">What the stock tool is described as.</param>
/// <param name="Unknown">What the stock tool answers otherwise.</param>
internal sealed record DemoTask(
    string Question,
    string Document,
    IReadOnlyDictionary<string, string> Stock,
    string SearchMeaning,
    string StockMeaning,
    string Unknown)
{
    /// <summary>The name of the search tool.</summary>
    public const string Search = "search_documents";

    /// <summary>The task in Japanese.</summary>
    public static DemoTask Japanese { get; } = new(
        "月見ランプの材料の在庫はどれくらいある?",
        """
        「月見ランプ」ドキュメント
        # 材料
        - 竹ひご 12本
        - 和紙 3枚
        # 製造方法
        1. 竹ひごを組む
        2. 和紙を貼る
        """,
        new Dictionary<string, string> { ["竹ひご"] = "40本", ["和紙"] = "25枚" },
        "資料を検索する",
        "材料名を渡すと在庫数を返す",
        "不明");

    /// <summary>The task in English.</summary>
    public static DemoTask English { get; } = new(
        "What is the stock of the materials of the Orchard Kettle?",
        """
        The Orchard Kettle

        ## Materials
        - copper 2 kg
        - oak 1 piece

        ## Steps
        1. Bend the copper
        2. Fit the oak
        """,
        new Dictionary<string, string> { ["copper"] = "30 kg", ["oak"] = "12 pieces" },
        "Searches the documents",
        "Returns the stock of a material",
        "unknown");

    /// <summary>The tool that searches, as the API takes it.</summary>
    public JsonNode SearchTool => Tool(Search, SearchMeaning, "query");

    /// <summary>The tool that looks up what is in stock, as the API takes it.</summary>
    public JsonNode StockTool => Tool("get_material_stock", StockMeaning, "material");

    /// <summary>What the stock tool answers.</summary>
    public string StockOf(string material) => Stock.GetValueOrDefault(material, Unknown);

    private static JsonObject Tool(string name, string meaning, string parameter) => new()
    {
        ["toolSpec"] = new JsonObject
        {
            ["name"] = name,
            ["description"] = meaning,
            ["inputSchema"] = new JsonObject
            {
                ["json"] = new JsonObject
                {
                    ["type"] = "object",
                    ["properties"] = new JsonObject { [parameter] = new JsonObject { ["type"] = "string" } },
                    ["required"] = new JsonArray(parameter),
                },
            },
        },
    };
}
