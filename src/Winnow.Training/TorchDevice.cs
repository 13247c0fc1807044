using TorchSharp;
using Winnow.Training.Native;
using static TorchSharp.torch;

namespace Winnow.Training;

/// <summary>Finds a device by PyTorch's name for it.</summary>
static class TorchDevice
{
    /// <summary>Gets a device.</summary>
    /// <exception cref="WinnowException">There is none of that name, or this libtorch cannot use it.</exception>
    public static Device Find(string name)
    {
        _ = LibTorch.Version;
        if (name == "cpu")
            return CPU;
        if (name == "cuda" || (name.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(name.AsSpan(5), out int number) && number >= 0))
        {
            if (!cuda.is_available())
                throw new WinnowException($"There is no device {name}: libtorch was built without CUDA, or finds no GPU. Put a CUDA build of libtorch where this system looks for libraries, or use cpu.");
            InitializeDeviceType(DeviceType.CUDA);
            return new Device(name);
        }

        throw new WinnowException($"There is no device \"{name}\". Use cpu, cuda or cuda:N.");
    }
}
