import ArgumentParser
import Hummingbird
@main struct QueryAPI: AsyncParsableCommand { func run() async throws {} }
