/// A checkout as pgbench does it: what command-api sends to PostgreSQL for one order with an `Idempotency-Key`, statement
/// for statement, for a cart of one line. It is kept as it was when each order had its transaction alone: the price of
/// SQL, whatever command-api does to stay near it.
///
/// In pgbench's scripts a colon before a name means a variable, also within a text.
enum CheckoutScript {
    /// - Parameter key: what the run's idempotency keys begin with.
    /// - Parameter customers: who have full carts; past them it fails.
    static func text(key: String, clients: Int, customers: Int) -> String {
        """
        \\set customer 2 + least(:client_id + :n * \(clients), \(customers) - 1)
        \\set n :n + 1
        \(signIn)
        BEGIN;
        SELECT pg_current_xact_id();
        INSERT INTO idempotency_keys (scope, key, fingerprint)
            VALUES ('user' || :customer, '\(key)-' || :customer, sha256('a request'))
            ON CONFLICT (scope, key) DO NOTHING;
        \(takeStock)
        \(insertOrder)
        \(recordEvents)
        \(showOrder)
        UPDATE idempotency_keys
        SET status = 201, location = '/api/orders/' || :order || '/', body = convert_to(repeat('x', 430), 'UTF8')
        WHERE scope = 'user' || :customer AND key = '\(key)-' || :customer;
        COMMIT;

        """
    }

    private static let signIn = """
        SELECT users.role
        FROM sessions
        JOIN users ON users.id = sessions.user_id
        WHERE sessions.id = :customer AND sessions.user_id = :customer
            AND revoked_at IS NULL AND expires_at > now() AND users.is_active;
        """

    private static let takeStock = """
        SELECT address, phone
        FROM carts
        JOIN users ON users.id = carts.user_id
        WHERE user_id = :customer
        FOR UPDATE OF carts
        \\gset
        SELECT inventory.product_id
        FROM cart_items
        JOIN inventory ON inventory.product_id = cart_items.product_id
        WHERE user_id = :customer
        ORDER BY inventory.product_id
        FOR UPDATE OF inventory;
        UPDATE inventory
        SET stock = stock - cart_items.quantity, version = inventory.version + 1
        FROM cart_items
        JOIN products ON products.id = cart_items.product_id
        LEFT JOIN categories ON categories.id = products.category_id
        WHERE cart_items.user_id = :customer AND inventory.product_id = cart_items.product_id
            AND stock >= cart_items.quantity AND products.is_active
        RETURNING cart_items.id AS item, products.name AS name, products.sku AS sku, products.price AS price,
            cart_items.quantity AS quantity, products.price <> cart_items.price AS changed,
            inventory.product_id AS product, stock AS stock, inventory.version AS version,
            -cart_items.quantity AS difference, coalesce(categories.path, '{}') AS path, products.brand_id AS brand
        \\gset
        """

    private static let insertOrder = """
        WITH next AS (
            SELECT nextval(pg_get_serial_sequence('orders', 'id')) AS id, now() AT TIME ZONE 'UTC' AS at
        ), placed AS (
            INSERT INTO orders (id, number, user_id, total, currency, shipping_address, phone, notes)
            OVERRIDING SYSTEM VALUE
            SELECT id, 'ORD-' || to_char(at, 'YYYYMMDD') || '-' || lpad(id::text, greatest(6, length(id::text)), '0'),
                :customer, :price, 'USD', :address, :phone, ''
            FROM next
            RETURNING id, number
        ), items AS (
            INSERT INTO order_items (order_id, product_id, name, sku, price, quantity, price_changed)
            SELECT placed.id, product_id, name, nullif(sku, ''), price, quantity, price_changed
            FROM placed
            CROSS JOIN unnest(ARRAY[:product::bigint], ARRAY[:name::text], ARRAY[:sku::text], ARRAY[:price::bigint],
                              ARRAY[:quantity::integer], ARRAY[:changed::boolean])
                WITH ORDINALITY AS line (product_id, name, sku, price, quantity, price_changed, place)
            ORDER BY place
        ), timeline AS (
            INSERT INTO order_timeline (order_id, status) SELECT id, 'pending' FROM placed
        ), emptied AS (
            DELETE FROM cart_items WHERE user_id = :customer
        ), touched AS (
            UPDATE carts SET updated_at = now() WHERE user_id = :customer
        )
        SELECT id AS order, number FROM placed
        \\gset
        """

    private static let recordEvents = """
        INSERT INTO events (kind, user_id, for_admins, payload, trace)
        SELECT kind, nullif(user_id, 0), for_admins, payload, '00-33d87801085daa1067200a088df76b35-b55e5145411becd0-01'
        FROM unnest(
            ARRAY['order.placed', 'stock.changed'], ARRAY[:customer::bigint, 0], ARRAY[true, false],
            ARRAY[
                format('{"id":%s,"number":"%s","user":%s,"status":"pending","previous_status": null,"total":%s,'
                       '"currency":"USD"}', :order::text, :number::text, :customer::text, :price::text),
                format('{"id":%s,"stock":%s,"version":%s,"crossed_zero": false,"categories":%s,"brand":%s}',
                       :product::text, :stock::text, :version::text, array_to_json(:path::bigint[]), :brand::text)
            ]) WITH ORDINALITY
            AS change (kind, user_id, for_admins, payload, place)
        ORDER BY place;
        """

    private static let showOrder = """
        SELECT o.id, o.number, o.user_id, o.status, o.total, o.currency, o.shipping_address, o.phone, o.notes, o.version,
        o.created_at, o.updated_at,
        (SELECT coalesce(json_agg(json_build_array(item.product_id, item.name, item.sku, item.price, item.quantity,
                                                   item.price_changed) ORDER BY item.id), '[]')
         FROM order_items item WHERE item.order_id = o.id),
        (SELECT coalesce(json_agg(json_build_array(entry.status, (extract(epoch FROM entry.at) * 1000000)::bigint,
                                                   entry.note) ORDER BY entry.id), '[]')
         FROM order_timeline entry WHERE entry.order_id = o.id) FROM orders o WHERE o.id = :order;
        """
}
