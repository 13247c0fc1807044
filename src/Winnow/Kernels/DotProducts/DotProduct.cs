namespace Winnow.Kernels.DotProducts;

/// <summary>The instructions that multiply the parts of each 32-bit lane and add all of these products to the lane's sum.</summary>
enum DotProduct
{
    /// <summary><c>vpdpbusd</c>: four unsigned bytes by four signed bytes, added to an int32.</summary>
    Bytes,

    /// <summary><c>vpdpwssd</c>: two signed 16-bit integers by two others, added to an int32.</summary>
    Words,

    /// <summary><c>vdpbf16ps</c>: two bfloat16 numbers by two others, the second product added to a float32 first; each sum is rounded to the nearest, denormals are zero.</summary>
    BFloat16,
}
