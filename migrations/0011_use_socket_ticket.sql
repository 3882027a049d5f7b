-- A ticket is used up where the socket opens, by a role that otherwise only reads: so with the owner's rights, and by this
-- function alone.
CREATE FUNCTION use_socket_ticket(hash bytea) RETURNS TABLE (session_id bigint, expires_at timestamptz)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    DELETE FROM public.socket_tickets AS ticket WHERE ticket.ticket_hash = hash
    RETURNING ticket.session_id, ticket.expires_at
$$;
