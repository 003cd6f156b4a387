"""What a file is: headers, identification, hashes, key tables. Nothing here loads a tensor or needs torch."""
