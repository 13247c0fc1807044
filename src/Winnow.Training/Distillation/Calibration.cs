namespace Winnow.Training.Distillation;

/// <summary>Fits <c>p = sigmoid(a z + b)</c> to logits of answers and of other candidates, so that scores mean something: 0.5 is where a candidate is as likely the one as the other.</summary>
/// <remarks>
/// Weighted logistic regression by Newton's method; answers and others count the same in total, however many there are. The order of scores stays.
/// Platt, "Probabilistic Outputs for Support Vector Machines", 1999, with his softened targets.
/// </remarks>
static class Calibration
{
    const int MostSteps = 50;

    /// <summary>Fits the two numbers.</summary>
    /// <returns>a and b; 1 and 0 where the logits do not tell answers from others, or one kind is missing.</returns>
    public static (double Scale, double Shift) Fit(IReadOnlyList<float> logits, IReadOnlyList<bool> relevant)
    {
        int answers = relevant.Count(answer => answer), others = relevant.Count - answers;
        if (answers == 0 || others == 0)
            return (1, 0);
        double answerTarget = (answers + 1.0) / (answers + 2), otherTarget = 1 / (others + 2.0);
        // Logits may lie far from 0 and close together: centred and of deviation 1 the steps are safe.
        double mean = logits.Average(), deviation = Math.Sqrt(logits.Average(z => (z - mean) * (z - mean)));
        if (!(deviation > 1e-9))
            return (1, 0);
        double a = 1, b = 0;
        for (int step = 0; step < MostSteps; step++)
        {
            double ga = 0, gb = 0, haa = 1e-9, hab = 0, hbb = 1e-9;
            for (int i = 0; i < logits.Count; i++)
            {
                double x = (logits[i] - mean) / deviation, p = 1 / (1 + Math.Exp(-((a * x) + b))), weight = relevant[i] ? 0.5 / answers : 0.5 / others;
                double error = weight * (p - (relevant[i] ? answerTarget : otherTarget)), curve = weight * p * (1 - p);
                ga += error * x;
                gb += error;
                haa += curve * x * x;
                hab += curve * x;
                hbb += curve;
            }

            double determinant = (haa * hbb) - (hab * hab), da = ((ga * hbb) - (gb * hab)) / determinant, db = ((gb * haa) - (ga * hab)) / determinant;
            // Newton's method may overshoot where the curve is flat.
            double shorter = Math.Min(1, 2 / Math.Max(1e-12, Math.Abs(da) + Math.Abs(db)));
            a -= shorter * da;
            b -= shorter * db;
            if (Math.Abs(da) + Math.Abs(db) < 1e-9)
                break;
        }

        return a > 0 && double.IsFinite(a) && double.IsFinite(b) ? (a / deviation, b - (a * mean / deviation)) : (1, 0);
    }
}
