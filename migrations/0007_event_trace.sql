-- Which trace caused an event: a W3C `traceparent` (version 00), so that a request can be followed to the sockets that are
-- told of it. Null for what no request caused, and for what is older than this column.
ALTER TABLE events ADD COLUMN trace text;
