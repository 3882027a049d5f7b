import DequeModule

extension Connection {
    /// Puts a command in libpq's buffer; `flush` sends it.
    func send(_ pending: any PendingStatement, isRepetition: Bool = false) {
        guard let handle else {
            answered()
            return settings.onUnsent(pending)
        }
        // Within a transaction everything is sent, or what follows would run without its BEGIN.
        if pending.command.isAutocommit, pending.isSettled { return answered() }
        var entry = InFlight(pending: pending, isRepetition: isRepetition)
        let isSent =
            switch pending.command {
            case .autocommit(let statement):
                send(statement, through: handle, entry: &entry) && handle.sendSync()
            case .transactional(let statement, let opening):
                (opening.map { handle.sendUnprepared($0.begin) } ?? true)
                    && send(statement, through: handle, entry: &entry, after: opening == nil ? 0 : 1)
                    && handle.sendSync()
            case .script(let text):
                inFlight.isEmpty && handle.exitPipeline() && handle.sendScript(text)
            }
        if inFlight.isEmpty { lastProgress = .now }
        inFlight.append(entry)
        if !isSent { lose(because: "a statement could not be sent: \(handle.errorMessage)") }
    }

    private func send(
        _ statement: Statement, through handle: ConnectionHandle, entry: inout InFlight, after commands: Int = 0
    ) -> Bool {
        guard let key = statement.preparedKey else { return handle.sendUnprepared(statement) }
        switch prepared.lookUp(key) {
        case .full:
            return handle.sendUnprepared(statement)
        case .prepared(let name):
            entry.preparedKey = key
            return handle.sendExecute(statement, name: name)
        case .new(let name):
            entry.preparedKey = key
            entry.commandsBeforePrepare = commands
            return handle.sendPrepare(statement, name: name) && handle.sendExecute(statement, name: name)
        }
    }

    /// Sends what libpq has buffered, now and, if the socket is full, when it is writable again.
    func flush() {
        guard let handle else { return }
        switch handle.flush() {
        case .done:
            writeWatch = nil
        case .pending:
            guard writeWatch == nil else { return }
            writeWatch = watch(handle, until: .writable) { $0.flush() }
            if writeWatch == nil { lose(because: "no file descriptor is left") }
        case .broken:
            // What the server said before it hung up is still to be read.
            receive()
        }
    }
}
