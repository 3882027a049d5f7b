import ArgumentParser
import Hummingbird
@main struct CommandAPI: AsyncParsableCommand { func run() async throws {} }
