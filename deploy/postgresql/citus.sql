-- Not run by us: see docs/partitioning.md. On a migrated and empty database, not partitioned, with the extension.
select create_reference_table('installation_keys');
select create_reference_table('companies');

select create_distributed_table('locations', 'location_id', shard_count => 32);
select create_distributed_table('messages', 'location_id', colocate_with => 'locations');
select create_distributed_table('background', 'location_id', colocate_with => 'locations');
select create_distributed_table('connections', 'location_id', colocate_with => 'locations');
select create_distributed_table('contact_words', 'location_id', colocate_with => 'locations');
select create_distributed_table('contacts', 'location_id', colocate_with => 'locations');
select create_distributed_table('conversations', 'location_id', colocate_with => 'locations');
select create_distributed_table('coverage', 'location_id', colocate_with => 'locations');
select create_distributed_table('event_evidence', 'location_id', colocate_with => 'locations');
select create_distributed_table('message_words', 'location_id', colocate_with => 'locations');
select create_distributed_table('purges', 'location_id', colocate_with => 'locations');
select create_distributed_table('records_set_aside', 'location_id', colocate_with => 'locations');
select create_distributed_table('suspected_conversations', 'location_id', colocate_with => 'locations');
select create_distributed_table('text_index', 'location_id', colocate_with => 'locations');
select create_distributed_table('tombstones', 'location_id', colocate_with => 'locations');
select create_distributed_table('users', 'location_id', colocate_with => 'locations');
select create_distributed_table('webhook_events', 'location_id', colocate_with => 'locations');
