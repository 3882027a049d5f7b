import Daemon

extension Housekeeping.Settings {
    init(_ settings: inout SettingsReader) {
        self.init()
        eventRetention = settings.seconds("EVENT_RETENTION", default: 7 * 86_400, in: 3_600...31_536_000)
        notificationRetention = settings.seconds(
            "NOTIFICATION_RETENTION", default: 90 * 86_400, in: 3_600...315_360_000)
        if notificationRetention < eventRetention {
            settings.refuse("NOTIFICATION_RETENTION must not be below EVENT_RETENTION: notifications are events.")
        }
    }
}
