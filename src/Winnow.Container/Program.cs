using Winnow.Container;

return await ContainerProgram.RunAsync(args, Environment.GetEnvironmentVariable, Console.Out, Console.Error);
