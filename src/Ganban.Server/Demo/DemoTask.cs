namespace Ganban.Server.Demo;

/// <summary>What the demonstration's agent works on, in one language.</summary>
/// <param name="Name">What its resources are called.</param>
/// <param name="Question">What the user asks.</param>
/// <param name="File">The name of the document.</param>
/// <param name="Document">The document that the agent finds.</param>
/// <param name="Instruction">What the agent is told.</param>
/// <param name="KnowledgeMeaning">What the agent is told of the knowledge base.</param>
/// <param name="StockMeaning">What it is told of the function.</param>
/// <param name="MaterialMeaning">What it is told of the function's parameter.</param>
/// <param name="Stock">What the function knows to be in stock.</param>
/// <param name="Unknown">What it answers otherwise.</param>
internal sealed record DemoTask(
    string Name,
    string Question,
    string File,
    string Document,
    string Instruction,
    string KnowledgeMeaning,
    string StockMeaning,
    string MaterialMeaning,
    IReadOnlyDictionary<string, string> Stock,
    string Unknown)
{
    /// <summary>The robot factory of the specification.</summary>
    public static DemoTask Japanese { get; } = new(
        "haniwa-factory",
        "はにわロボットの材料の在庫はどれくらいある?",
        "はにわロボット.txt",
        """
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
        """,
        "あなたははにわロボット工場のアシスタントです。材料の在庫は get_material_stock 関数で取得できます。",
        "はにわロボットなどの資料を検索する",
        "材料名を渡すと在庫数を返す関数",
        "在庫を調べる材料の名前",
        new Dictionary<string, string> { ["粘土"] = "5kg", ["ニューロチップ"] = "10個" },
        "不明");

    /// <summary>The same in English.</summary>
    public static DemoTask English { get; } = new(
        "kettle-factory",
        "What is the stock of the materials of the Orchard Kettle?",
        "orchard-kettle.txt",
        """
        The Orchard Kettle

        ## Materials
        - brass 2 kg
        - glass 1 piece

        ## Steps
        1. Bend the brass
        2. Fit the glass
        """,
        "You are the assistant of a kettle factory. Get the stock of a material with get_material_stock.",
        "Searches the documents of the products",
        "Returns the stock of a material",
        "The name of the material",
        new Dictionary<string, string> { ["brass"] = "30 kg", ["glass"] = "12 pieces" },
        "unknown");

    /// <summary>What is in stock of a material.</summary>
    public string StockOf(string material) => Stock.GetValueOrDefault(material, Unknown);
}
