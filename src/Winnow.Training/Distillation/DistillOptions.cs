namespace Winnow.Training.Distillation;

/// <summary>The kind of head that a student gets.</summary>
public enum HeadKind
{
    /// <summary>None: the result is an embedder.</summary>
    None,

    /// <summary>A pooler and a classifier on the first token, over query and document together.</summary>
    FirstToken,

    /// <summary>The cosine of query and document, which see each other in the last layers through learned gates.</summary>
    Interaction,
}

/// <summary>How a student is made of a larger model and taught.</summary>
/// <remarks>Instances are immutable and may be shared between threads.</remarks>
public sealed record DistillOptions
{
    /// <summary>Gets the folder that the student begins as: a BERT or JinaBERT embedder or reranker.</summary>
    public required string Start { get; init; }

    /// <summary>Gets the folder to write; it must not exist yet, or be empty.</summary>
    public required string Output { get; init; }

    /// <summary>Gets the pair files whose texts are read.</summary>
    public required IReadOnlyList<string> Pairs { get; init; }

    /// <summary>Gets the labels that <c>winnow label</c> made of the same pairs, or null where nothing is ranked.</summary>
    public string? Labels { get; init; }

    /// <summary>Gets the layers to keep, rising from 0, or null for all.</summary>
    public string? Keep { get; init; }

    /// <summary>Gets the number of layers to keep, evenly spread, or null for all.</summary>
    public int? Layers { get; init; }

    /// <summary>Gets the head. A start that is a reranker already keeps its own.</summary>
    /// <value>The default is <see cref="HeadKind.Interaction"/>.</value>
    public HeadKind Head { get; init; } = HeadKind.Interaction;

    /// <summary>Gets how many of the last layers let query and document see each other.</summary>
    /// <value>The default is half of the layers.</value>
    public int? OpenLayers { get; init; }

    /// <summary>Gets what each head adds to scores between query and document at the start.</summary>
    /// <value>The default is -1.</value>
    public double Gate { get; init; } = -1;

    /// <summary>Gets the weight at which the lexical match of an interaction head begins, above 0. Null adds none; a start that has one keeps it.</summary>
    /// <remarks>A start that has one gets this weight and keeps its term weights; for others these are counted over the documents of <see cref="Pairs"/>.</remarks>
    public double? Lexical { get; init; }

    /// <summary>Gets how soon more of a token counts no more in the lexical match, k1, above 0.</summary>
    /// <value>The default, null, is that of the start, or 0.9.</value>
    public double? LexicalSaturation { get; init; }

    /// <summary>Gets what the length of a document counts in the lexical match, b, 0 to 1.</summary>
    /// <value>The default, null, is that of the start, or 0.4.</value>
    public double? LexicalLengthWeight { get; init; }

    /// <summary>Gets the weight at which the late interaction of an interaction head begins, above 0. Null adds none; a start that has one keeps it.</summary>
    /// <remarks>Its center, the usual state of a token, is counted over some of the pairs wherever it is new or the states were changed.</remarks>
    public double? LateInteraction { get; init; }

    /// <summary>Gets a model of the student's shape, trained out of it or out of the same start, with which the student's layers are averaged before anything is learned. Null is none.</summary>
    public string? Mix { get; init; }

    /// <summary>Gets what that model counts in the mean, above 0 and at most 1.</summary>
    /// <value>The default is 0.5.</value>
    public double MixShare { get; init; } = 0.5;

    /// <summary>Gets the steps in which the student learns the start's states on plain text.</summary>
    public int StateSteps { get; init; }

    /// <summary>Gets files of questions without documents, JSON lines <c>{"query"}</c>, whose states the student learns besides those of the pairs' queries.</summary>
    public IReadOnlyList<string> Questions { get; init; } = [];

    /// <summary>Gets how likely a text gets a stretch of another text in the steps on states, 0 to 1.</summary>
    /// <remarks>The teacher reads the same mixture. Texts that are never the same twice keep a student from learning vectors by heart.</remarks>
    public double Splice { get; init; }

    /// <summary>Gets the folder whose states the student learns, or null for the start.</summary>
    public string? StatesFrom { get; init; }

    /// <summary>Gets the steps in which the student learns to rank.</summary>
    public int Steps { get; init; }

    /// <summary>Gets a reranker that scores the lists too while training runs, or null.</summary>
    public string? Teacher { get; init; }

    /// <summary>Gets what the teacher's score counts beside the label's, 0 to 1.</summary>
    /// <value>The default is 0.5.</value>
    public double TeacherWeight { get; init; } = 0.5;

    /// <summary>Gets the losses, as <see cref="Losses.RankingLosses.Parse"/> reads them.</summary>
    public string Loss { get; init; } = "kl(teachertemperature=0.5):1,infonce:0.2";

    /// <summary>Gets the sources whose queries have lists, as the pair files name them. None means all.</summary>
    /// <remarks>Candidates and calibration are those of all sources.</remarks>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Gets how many of the lowest layers stay as they are in the steps on lists, with the embeddings where it is above 0.</summary>
    /// <remarks>A step is cheaper by the gradients of what stays. What an embedder knows lies in the lower layers more than in the upper ones.</remarks>
    public int FrozenLayers { get; init; }

    /// <summary>Gets the queries of a step.</summary>
    public int Queries { get; init; } = 16;

    /// <summary>Gets the most candidates of a query in a step.</summary>
    public int Candidates { get; init; } = 8;

    /// <summary>Gets the most tokens of a text or pair.</summary>
    public int MaxTokens { get; init; } = 256;

    /// <summary>Gets the most tokens of the long documents that every eighth step has, or 0 for none.</summary>
    public int LongTokens { get; init; }

    /// <summary>Gets the tokens of a step on plain text, and the most that are computed at once.</summary>
    public int BatchTokens { get; init; } = 1 << 13;

    /// <summary>Gets the highest learning rate of the steps on states.</summary>
    public double StateRate { get; init; } = 5e-4;

    /// <summary>Gets the highest learning rate of the steps on lists.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>Gets how many times faster the head learns.</summary>
    public double HeadRate { get; init; } = 10;

    /// <summary>Gets the part of the elements that training sets to 0.</summary>
    public double Dropout { get; init; }

    /// <summary>Gets the share that the moving average of the parameters keeps at each step, or 0 for none.</summary>
    public double Average { get; init; }

    /// <summary>Gets the seed.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Gets whether products run in bfloat16 instead of float32.</summary>
    public bool BFloat16 { get; init; }

    /// <summary>Gets the device, as PyTorch names it: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Gets test collections that choose the checkpoint: in the steps on lists by the mean of nDCG@10, in those on states by how near the vectors of their texts come to the teacher's.</summary>
    public IReadOnlyList<string> Dev { get; init; } = [];

    /// <summary>Gets the steps from one evaluation to the next, or 0 for one at the end.</summary>
    public int EvaluateEvery { get; init; }

    /// <summary>Gets the evaluations without a gain after which training stops, or 0 for never.</summary>
    public int Patience { get; init; }

    /// <summary>Gets the folder for checkpoints and logs, or null for one beside the output.</summary>
    public string? Checkpoints { get; init; }

    /// <summary>Gets the steps from one checkpoint to the next.</summary>
    public int CheckpointEvery { get; init; } = 500;
}
